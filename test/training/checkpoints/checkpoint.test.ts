import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { type SharedCnnOptions, sharedCnn } from "../../../lib/model/networks/shared-cnn";
import { loadModel, saveModel } from "../../../lib/model/saving/layers-model";
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from "../../../lib/training/checkpoints/checkpoint";

let folder: string;
let tensors: number;
const models: tf.LayersModel[] = [];

function network(options: SharedCnnOptions): tf.LayersModel {
  const model = sharedCnn({ imageSize: 8, filters: [4, 4, 4], units: 8, headUnits: 8, ...options });
  models.push(model);
  return model;
}

function weightsOf(model: tf.LayersModel): number[][] {
  return model.getWeights().map((weight) => Array.from(weight.dataSync()));
}

/** A checkpoint of an optimizer that keeps one number in two slots of the first weight. */
function checkpointAt(step: number, epoch: number): Checkpoint {
  const slots = [1, 2].map((value, slot) => ({ weight: 0, slot, values: new Float32Array([value * step, 0.1]) }));
  return { place: { step, epoch }, optimizer: { updates: step, slots } };
}

beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(os.tmpdir(), "checkpoint-")), "checkpoint");
  tensors = tf.memory().numTensors;
});
afterEach(async () => {
  for (const model of models.splice(0)) model.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
  await rm(path.dirname(folder), { recursive: true });
});

test("a checkpoint gives back the weights, the optimizer's state and how far training was, the newest one", async () => {
  const [trained, fresh] = [network({ seed: 1 }), network({ seed: 2 })];
  await saveCheckpoint(fresh, folder, checkpointAt(1500, 1));
  await saveCheckpoint(trained, folder, checkpointAt(3000, 2));
  expect(await loadCheckpoint(fresh, folder)).toEqual(checkpointAt(3000, 2));
  expect(weightsOf(fresh)).toEqual(weightsOf(trained));
  expect(await readdir(path.dirname(folder))).toEqual(["checkpoint"]); // and nothing beside it
});

test("a checkpoint gives back the learned weights of the losses to the last bit", async () => {
  const model = network({});
  const checkpoint = checkpointAt(1, 1);
  checkpoint.optimizer.logVariances = [Math.fround(0.1), Math.fround(-1 / 3)];
  await saveCheckpoint(model, folder, checkpoint);
  expect((await loadCheckpoint(model, folder)).optimizer.logVariances).toEqual(checkpoint.optimizer.logVariances);
});

test("a checkpoint is a model's folder, from which can be predicted", async () => {
  const trained = network({ seed: 1 });
  await saveCheckpoint(trained, folder, checkpointAt(1, 1));
  const loaded = await loadModel(folder);
  expect(weightsOf(loaded)).toEqual(weightsOf(trained));
  loaded.dispose();
});

test("a checkpoint of other layers is refused and changes nothing", async () => {
  await saveCheckpoint(network({ units: 16 }), folder, checkpointAt(1, 1));
  const model = network({});
  const before = weightsOf(model);
  await expect(loadCheckpoint(model, folder)).rejects.toThrow("is of a network with other layers");
  expect(weightsOf(model)).toEqual(before);
});

test("a saved model is not taken for a checkpoint", async () => {
  const model = network({});
  await saveModel(model, folder);
  await expect(loadCheckpoint(model, folder)).rejects.toThrow("holds no checkpoint that training can go on from");
});

test.each([
  [
    "the optimizer's state changed",
    async (file: string) => {
      const bytes = await readFile(path.join(file, "optimizer.bin"));
      bytes[5] = (bytes[5] ?? 0) ^ 1;
      await writeFile(path.join(file, "optimizer.bin"), bytes);
    },
    "optimizer.bin is damaged",
  ],
  [
    "the optimizer's state cut short",
    (file: string) => truncate(path.join(file, "optimizer.bin"), 8),
    "optimizer.bin is damaged",
  ],
  [
    "no optimizer's state",
    (file: string) => rm(path.join(file, "optimizer.bin")),
    "optimizer.bin cannot be read (ENOENT)",
  ],
  [
    "a description that is none",
    (file: string) => writeFile(path.join(file, "checkpoint.json"), '{"step":-1}'),
    "no checkpoint that training can go on from",
  ],
  [
    "weights cut short",
    async (file: string) => {
      const weights = (await readdir(file)).find((name) => name.startsWith("weights-")) ?? "";
      await truncate(path.join(file, weights), 100);
    },
    "the network's weights are damaged",
  ],
])("a damaged checkpoint is refused and changes nothing: %s", async (_, damage, message) => {
  const model = network({ seed: 1 });
  await saveCheckpoint(model, folder, checkpointAt(5, 1));
  await damage(folder);
  const other = network({ seed: 2 });
  const before = weightsOf(other);
  await expect(loadCheckpoint(other, folder)).rejects.toThrow(message);
  expect(weightsOf(other)).toEqual(before);
});
