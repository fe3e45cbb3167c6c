import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tf } from "../../lib/engine/tensorflow";
import { loadModel, saveModel } from "../../lib/model/layers-model";
import { type SharedCnnOptions, sharedCnn } from "../../lib/model/shared-cnn";
import { loadCheckpoint, saveCheckpoint } from "../../lib/training/checkpoint";

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

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "checkpoint-"));
  tensors = tf.memory().numTensors;
});
afterEach(async () => {
  for (const model of models.splice(0)) model.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
  await rm(folder, { recursive: true });
});

test("a checkpoint gives back the weights and how far training was, the newest one", async () => {
  const [trained, fresh] = [network({ seed: 1 }), network({ seed: 2 })];
  await saveCheckpoint(fresh, folder, { step: 1500, epoch: 1 });
  await saveCheckpoint(trained, folder, { step: 3000, epoch: 2 });
  expect(await loadCheckpoint(fresh, folder)).toEqual({ step: 3000, epoch: 2 });
  expect(weightsOf(fresh)).toEqual(weightsOf(trained));
});

test("a checkpoint is a model's folder, from which can be predicted", async () => {
  const trained = network({ seed: 1 });
  await saveCheckpoint(trained, folder, { step: 1, epoch: 1 });
  const loaded = await loadModel(folder);
  expect(weightsOf(loaded)).toEqual(weightsOf(trained));
  loaded.dispose();
});

test("a checkpoint of other layers is refused and changes nothing", async () => {
  await saveCheckpoint(network({ units: 16 }), folder, { step: 1, epoch: 1 });
  const model = network({});
  const before = weightsOf(model);
  await expect(loadCheckpoint(model, folder)).rejects.toThrow("is of a network with other layers");
  expect(weightsOf(model)).toEqual(before);
});

test("a saved model is not taken for a checkpoint", async () => {
  const model = network({});
  await saveModel(model, folder);
  await expect(loadCheckpoint(model, folder)).rejects.toThrow("holds a network but no checkpoint");
});
