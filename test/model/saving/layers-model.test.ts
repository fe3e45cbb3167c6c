import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { forward } from "../../../lib/model/forward";
import { sharedCnn } from "../../../lib/model/networks/shared-cnn";
import { loadModel, saveModel } from "../../../lib/model/saving/layers-model";

const options = { imageSize: 8, filters: [4, 4, 4], units: 8, headUnits: 8 };
let model: tf.LayersModel;
let other: tf.LayersModel;
let folder: string;
let tensors: number;

beforeAll(() => {
  model = sharedCnn(options);
  other = sharedCnn({ ...options, seed: 2 });
});
afterAll(() => {
  model.dispose();
  other.dispose();
});
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "saved-model-"));
  tensors = tf.memory().numTensors;
});
afterEach(() => rm(folder, { recursive: true }));

function ageLogits(network: tf.LayersModel, step?: number): number[][] {
  const age = tf.tidy(() => {
    const training = step === undefined ? undefined : { step: tf.scalar(step, "int32") };
    return forward(network, tf.ones<tf.Rank.R4>([1, 8, 8, 3]), training).age;
  });
  const values = age.arraySync();
  age.dispose();
  return values;
}

async function weightsFiles(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith(".bin"));
}

async function weightsFile(): Promise<string> {
  const [name = "none"] = await weightsFiles();
  return path.join(folder, name);
}

/** By somebody who knows that there is a digest. */
async function changeDescription(change: (description: Record<string, unknown>) => void): Promise<void> {
  const file = path.join(folder, "model.json");
  const description = JSON.parse(await readFile(file, "utf8"));
  delete description.digest;
  change(description);
  await writeFile(file, JSON.stringify(description));
}

describe("saveModel and loadModel", () => {
  test("a loaded network computes what the saved one did, dropout's masks included", async () => {
    await saveModel(model, folder);
    const loaded = await loadModel(folder);
    expect(ageLogits(loaded)).toEqual(ageLogits(model));
    expect(ageLogits(loaded, 5)).toEqual(ageLogits(model, 5));
    expect(loaded.getLayer("conv_1").name).toBe("conv_1");
    loaded.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test("saving again replaces the network and nothing else", async () => {
    await writeFile(path.join(folder, "notes.txt"), "mine");
    await saveModel(model, folder);
    for (const killed of [
      "model.json.123.tmp",
      "weights-0123456789abcdef.bin.123.tmp",
      "weights-0123456789abcdef.bin.tmp",
    ]) {
      await writeFile(path.join(folder, killed), "");
    }
    await saveModel(other, folder);
    expect((await readdir(folder)).sort()).toEqual(["model.json", "notes.txt", ...(await weightsFiles())]);
    const loaded = await loadModel(folder);
    expect(ageLogits(loaded)).toEqual(ageLogits(other));
    loaded.dispose();
  });

  test("a save that is cut off before its end leaves the former network whole", async () => {
    await saveModel(model, folder);
    const description = await readFile(path.join(folder, "model.json"));
    const kept = await readFile(await weightsFile());
    const keptName = await weightsFile();
    await saveModel(other, folder);
    // What the folder holds when the second save dies just before it renames model.json:
    await writeFile(keptName, kept);
    await writeFile(path.join(folder, "model.json"), description);
    const loaded = await loadModel(folder);
    expect(ageLogits(loaded)).toEqual(ageLogits(model));
    loaded.dispose();
    await saveModel(model, folder);
    expect(await weightsFiles()).toEqual([path.basename(keptName)]);
  });

  test("the plain loader of TensorFlow.js opens the folder too", async () => {
    await saveModel(model, folder);
    const loaded = await tf.loadLayersModel(`file://${folder}/model.json`);
    expect(ageLogits(loaded)).toEqual(ageLogits(model));
    loaded.dispose();
  });

  test("a network that TensorFlow.js saved itself is loaded", async () => {
    await model.save(`file://${folder}`);
    const loaded = await loadModel(folder);
    expect(ageLogits(loaded)).toEqual(ageLogits(model));
    loaded.dispose();
  });
});

describe("loadModel refuses", () => {
  beforeEach(() => saveModel(model, folder));
  afterEach(() => expect(tf.memory().numTensors).toBe(tensors));

  test("a folder that is not there, and one without a network", async () => {
    await expect(loadModel(path.join(folder, "absent"))).rejects.toThrow("absent is not a model's folder");
    await rm(path.join(folder, "model.json"));
    await expect(loadModel(folder)).rejects.toThrow(`${folder} is not a model's folder`);
  });

  test("a model.json that is not JSON, or not a network's", async () => {
    await writeFile(path.join(folder, "model.json"), "{");
    await expect(loadModel(folder)).rejects.toThrow("model.json is damaged: it is not a JSON object");
    await writeFile(path.join(folder, "model.json"), "{}");
    await expect(loadModel(folder)).rejects.toThrow("does not describe a network");
  });

  test("weights that are missing, cut short or changed", async () => {
    const file = await weightsFile();
    const content = await readFile(file);
    content.writeFloatLE(42, 8);
    await writeFile(file, content);
    await expect(loadModel(folder)).rejects.toThrow(`${file}: its content is not what its name says`);
    await truncate(file, 100);
    await expect(loadModel(folder)).rejects.toThrow(`${file}: 100 bytes where model.json asks for`);
    await rm(file);
    await expect(loadModel(folder)).rejects.toThrow(`${file}: it cannot be read (ENOENT)`);
  });

  test("to read weights from outside the folder", async () => {
    await changeDescription((description) => {
      description.weightsManifest = [{ paths: ["../../etc/passwd"], weights: [] }];
    });
    await expect(loadModel(folder)).rejects.toThrow("does not describe a network");
  });

  test("to fill the memory at a description's word", async () => {
    await changeDescription((description) => {
      const weights = [{ name: "conv_1/kernel", shape: [1e6, 1e6], dtype: "float32" }];
      description.weightsManifest = [{ paths: [path.basename("weights.bin")], weights }];
    });
    await writeFile(path.join(folder, "weights.bin"), "few");
    await expect(loadModel(folder)).rejects.toThrow("3 bytes where model.json asks for 4000000000000");
  });

  test("layers that it does not know", async () => {
    await changeDescription((description) => {
      description.modelTopology = { class_name: "Mystery", config: {} };
    });
    await expect(loadModel(folder)).rejects.toThrow(`${folder} holds no network that can be built`);
  });

  test("layers that wait for one that is not there, for ever", async () => {
    await changeDescription((description) => {
      const text = JSON.stringify(description).replace('[["conv_1",', '[["conv_9",');
      Object.assign(description, JSON.parse(text));
    });
    await expect(loadModel(folder)).rejects.toThrow("model.json is damaged: it has nothing that its layer");
  });

  test("a description that is not the one that was written", async () => {
    const file = path.join(folder, "model.json");
    await writeFile(file, (await readFile(file, "utf8")).replace('"relu"', '"tanh"'));
    await expect(loadModel(folder)).rejects.toThrow(`${file} is damaged: it is not what was written`);
  });

  test("another kind of network", async () => {
    const input = tf.input({ shape: [4] });
    const output = tf.layers.dense({ units: 2 }).apply(input);
    if (!(output instanceof tf.SymbolicTensor)) throw new Error("one output expected");
    const classifier = tf.model({ inputs: input, outputs: output });
    await saveModel(classifier, folder);
    classifier.dispose();
    await expect(loadModel(folder)).rejects.toThrow(`${folder} holds another kind of network`);
  });
});
