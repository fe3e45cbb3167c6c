import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { frozenTrunk } from "../../../lib/model/embedding/frozen-trunk";
import { ageGenderNetwork } from "../../../lib/model/networks/age-gender-network";
import { faceresTrunk } from "../../../lib/model/networks/faceres";
import { fineTuneFaceres } from "../../../lib/model/networks/fine-tune-faceres";
import { loadFaceresWeights } from "../../../lib/model/pretrained/faceres-weights";
import { findHumanModels } from "../../../lib/model/pretrained/human-models";
import { weightsFingerprint } from "../../../lib/training/run/open-run";
import { scratchFolder } from "../../scratch-folder";

const scratch = scratchFolder();
/** Keras 3.15's count of weights of `MobileNet(include_top=False)`, of which batch normalization has three more a channel. */
const KERAS = { all: 3_228_864, channels: 10_944 };
const HEADS = 1024 * 256 + 256 + 257 * (101 + 2);

test("is MobileNet: Keras's count of weights, batch normalization folded into the convolutions", () => {
  const tensors = tf.memory().numTensors;
  const model = ageGenderNetwork({ trunk: "faceres", imageSize: 224 });
  expect(model.name).toBe("faceres");
  expect(model.countParams() - HEADS).toBe(KERAS.all - 3 * KERAS.channels);
  expect(model.getLayer("embedding").outputShape).toEqual([null, 1024]);
  expect(model.getLayer("conv_pw_13").outputShape).toEqual([null, 7, 7, 1024]);
  model.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
});

test("smaller images than it can halve five times are refused", () => {
  const input = tf.input({ shape: [31, 31, 3] });
  expect(() => faceresTrunk(input)).toThrow("faceres takes images of 32 px or more, not of 31 px");
});

/** Files of a graph model with some constants, all of the value 1. */
async function writeGraph(name: string, constants: { name: string; shape: number[] }[]): Promise<string> {
  const folder = path.join(scratch, name);
  await mkdir(folder);
  const weights = constants.map((constant) => ({ ...constant, dtype: "float32" }));
  const size = constants.reduce((sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1), 0);
  await writeFile(path.join(folder, "faceres.json"), JSON.stringify({ weightsManifest: [{ paths: [], weights }] }));
  await writeFile(path.join(folder, "faceres.bin"), new Uint8Array(new Float32Array(size).fill(1).buffer));
  return folder;
}

test("files that hold something else are refused, and the network stays as it is", async () => {
  const model = ageGenderNetwork({ trunk: "faceres", imageSize: 32 });
  const [before, tensors] = [weightsFingerprint(model), tf.memory().numTensors];
  const [first, bias] = ["conv1/convolution/merged_input", "conv1_bn/batchnorm_1/sub"];
  const lacking = await writeGraph("lacking", [{ name: first, shape: [3, 3, 3, 32] }]);
  await expect(loadFaceresWeights(model, lacking)).rejects.toThrow(`${lacking} has no ${bias}: it is another network`);
  await writeFile(path.join(lacking, "faceres.json"), "{");
  await expect(loadFaceresWeights(model, lacking)).rejects.toThrow(/^faceres cannot be read \(.*JSON.*: remove \//);
  const none = path.join(scratch, "none");
  await expect(loadFaceresWeights(model, none)).rejects.toThrow(`: remove ${none}, and it is fetched anew`);
  expect([weightsFingerprint(model), tf.memory().numTensors]).toEqual([before, tensors]);
  expect(frozenTrunk(model)).toBeUndefined();
  model.dispose();
  const other = ageGenderNetwork({ trunk: "residual", imageSize: 32 });
  await expect(loadFaceresWeights(other, lacking)).rejects.toThrow("has no layer conv1: its trunk is not faceres");
  other.dispose();
});

test("training changes the last blocks that it is told to, and no embedding is left", () => {
  const model = ageGenderNetwork({ trunk: "faceres", imageSize: 32 });
  const trained = () => model.layers.filter(({ name, trainable }) => trainable && /^conv\w*\d$/.test(name));
  fineTuneFaceres(model, 2);
  expect(trained().map(({ name }) => name)).toEqual(["conv_dw_12", "conv_pw_12", "conv_dw_13", "conv_pw_13"]);
  expect(frozenTrunk(model)).toBeUndefined(); // what is frozen ends in [2, 2, 512], which is no vector
  fineTuneFaceres(model, 0);
  expect(trained()).toEqual([]);
  expect(frozenTrunk(model)?.width).toBe(1024);
  for (const blocks of [14, -1, 0.5]) {
    expect(() => fineTuneFaceres(model, blocks)).toThrow(
      `between 0 and 13 blocks of faceres can be trained, not ${blocks}`,
    );
  }
  model.dispose();
});

const models = findHumanModels();

test.skipIf(models === undefined)(
  "where its weights have been fetched: it embeds as the graph model that they come from",
  async () => {
    const folder = models ?? "";
    const tensors = tf.memory().numTensors;
    const model = ageGenderNetwork({ trunk: "faceres", imageSize: 224 });
    await loadFaceresWeights(model, folder);
    const trunk = frozenTrunk(model);
    const [modelTopology, weights] = [
      JSON.parse(await readFile(path.join(folder, "faceres.json"), "utf8")),
      await readFile(path.join(folder, "faceres.bin")),
    ];
    const graph = await tf.loadGraphModel(
      tf.io.fromMemory({
        modelTopology: modelTopology.modelTopology,
        weightSpecs: modelTopology.weightsManifest[0].weights,
        weightData: Uint8Array.from(weights).buffer,
      }),
    );
    tf.tidy(() => {
      const images: tf.Tensor4D = tf.randomNormal([2, 224, 224, 3], 0, 1, "float32", 1);
      const bluesFirst = tf.mul(tf.reverse(images, 3), 0.226 * 255);
      const expected = graph.execute(bluesFirst, "global_pooling/Mean");
      const embeddings = trunk?.embed(images);
      if (!(expected instanceof tf.Tensor) || embeddings === undefined) throw new Error("there are embeddings");
      expect(tf.max(expected).dataSync()[0]).toBeGreaterThan(0.1);
      expect(tf.max(tf.abs(tf.sub(embeddings, expected.reshape([2, 1024])))).dataSync()[0]).toBeLessThan(1e-3);
    });
    graph.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
  },
);
