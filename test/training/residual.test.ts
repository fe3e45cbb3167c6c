import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tf } from "../../lib/engine/tensorflow";
import { ageGenderNetwork, type Trunk } from "../../lib/model/networks/age-gender-network";
import { residualTrunk } from "../../lib/model/networks/residual";
import { exportSavedModel } from "../../lib/model/prediction/export-saved-model";
import { modelPredictor } from "../../lib/model/prediction/model-predictor";
import type { Prediction } from "../../lib/model/prediction/prediction";
import type { Predictor } from "../../lib/model/prediction/predictor";
import { loadModel } from "../../lib/model/saving/layers-model";
import { standardize } from "../../lib/model/standardize";
import { weightsFingerprint } from "../../lib/training/run/open-run";
import { createJointStep } from "../../lib/training/step/joint-step";
import { train } from "../../lib/training/train";
import type { TrainOptions } from "../../lib/training/train-options";
import { fakeSplit } from "../model/fake-split";
import { serve } from "../model/prediction/serve";

const faces = fakeSplit({ count: 24 });
const splits = { train: faces, val: fakeSplit({ count: 10, name: "val" }) };
const small: Trunk = (images, { seed }) => residualTrunk(images, { filters: [4, 8], blocks: 1, seed });
let folder: string;
let tensors: number;
const owned: { dispose(): void }[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "residual-"));
  tensors = tf.memory().numTensors;
});
afterEach(async () => {
  for (const one of owned.splice(0)) one.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
  await rm(folder, { recursive: true });
});

function own<Owned extends { dispose(): void }>(one: Owned): Owned {
  owned.push(one);
  return one;
}

function network(): tf.LayersModel {
  return own(ageGenderNetwork({ trunk: small, name: "residual", imageSize: 8, seed: 1 }));
}

function trainRun(options: Partial<TrainOptions> & Pick<TrainOptions, "model" | "run">) {
  const parameters = { batchSize: 8, learningRate: 3e-3, precision: "float32" as const, onMessage: () => {} };
  return train({ ...splits, ...parameters, runsFolder: folder, ...options });
}

function weight(model: tf.LayersModel, name: string): number[] {
  const found = model.weights.find(({ originalName }) => originalName === name);
  if (found === undefined) throw new Error(`there is no weight ${name}`);
  return Array.from(found.read().dataSync());
}

/** A predictor's numbers for all faces at once and for the first alone. */
async function predictions(predictor: Predictor): Promise<{ all: Prediction[]; first: Prediction[] }> {
  const images = await faces.readImages(faces.ages.map((_, row) => row));
  return { all: predictor.predict(images), first: predictor.predict(images.subarray(0, 8 * 8 * 3)) };
}

function expectSame(actual: readonly Prediction[], wanted: readonly Prediction[]): void {
  expect(actual).toHaveLength(wanted.length);
  for (const [index, { expectedAge, genderProbability }] of wanted.entries()) {
    expect(actual[index]?.expectedAge).toBeCloseTo(expectedAge, 3);
    expect(actual[index]?.genderProbability).toBeCloseTo(genderProbability, 4);
  }
}

test("a compiled step moves the averages by a tenth of the way to the batch's mean and variance", async () => {
  const model = network();
  const rows = Int32Array.from({ length: 8 }, (_, row) => row);
  const images = await faces.readImages(rows);
  const [means, variances] = tf.tidy(() => {
    const kernel = model.getLayer("stem_conv").getWeights()[0];
    if (kernel === undefined || !isKernel(kernel)) throw new Error("a kernel was expected");
    const input = standardize(tf.tensor4d(images, [8, 8, 8, 3], "int32"));
    // Faces of one color are the same mirrored. What the stem computes is what the first normalization gets.
    const { mean, variance } = tf.moments(tf.conv2d(input, kernel, 2, "same"), [0, 1, 2]);
    return [mean, variance].map((tensor) => Array.from(tensor.dataSync()));
  });
  const step = own(createJointStep(model, { optimizer: "adam", precision: "float32", seed: 1 }));
  const [ages, genders] = [faces.ages.slice(0, 8), faces.genders.slice(0, 8)];
  step.run({ rows, images, ages, genders, size: 8, imageSize: 8 }, 1, { learningRate: 1e-4 });
  expect(step.mode).toBe("compiled, float32");
  const name = "stage_1_block_1_1_normalization";
  for (const [channel, value] of weight(model, `${name}/moving_mean`).entries()) {
    expect(value).toBeCloseTo(0.1 * (means?.[channel] ?? Number.NaN), 5);
  }
  for (const [channel, value] of weight(model, `${name}/moving_variance`).entries()) {
    expect(value).toBeCloseTo(0.9 + 0.1 * (variances?.[channel] ?? Number.NaN), 5);
  }
});

test("learns, and predicts a face alone as among others: by the averages, not by the batch", async () => {
  const model = network();
  const { evaluations } = await trainRun({ model, run: "learning", epochs: 20 });
  const losses = evaluations.array("loss");
  expect(losses[losses.length - 1]).toBeLessThan(0.8 * Number(losses[0]));
  const { all, first } = await predictions(own(modelPredictor(model)));
  expectSame(first, all.slice(0, 1));
});

test("is loaded and served as it was trained, and has its name in the run's record", async () => {
  const model = network();
  const { folder: run } = await trainRun({ model, run: "kept", epochs: 1 });
  const { all } = await predictions(own(modelPredictor(model)));
  const loaded = own(await loadModel(path.join(run, "best")));
  expect([loaded.name, weightsFingerprint(loaded)]).toEqual(["residual", weightsFingerprint(model)]);
  await exportSavedModel(model, path.join(folder, "serving", "1"));
  const pixels = Int32Array.from(await faces.readImages(faces.ages.map((_, row) => row)));
  const { age_expected } = await serve(
    path.join(folder, "serving", "1"),
    own(tf.tensor4d(pixels, [24, 8, 8, 3], "int32")),
  );
  for (const [row, { expectedAge }] of all.entries()) expect(age_expected?.[row]).toBeCloseTo(expectedAge, 3);
});

test.each([2, 4])("gone on with after step %i is bit for bit one that was not stopped, averages too", async (last) => {
  const [whole, stopped, resumed] = [network(), network(), network()];
  const stop = new AbortController();
  await trainRun({ model: whole, run: "whole", epochs: 2 });
  const onStep = ({ step }: { step: number }) => step === last && stop.abort();
  await trainRun({ model: stopped, run: "stopped", epochs: 2, signal: stop.signal, onStep });
  expect(weightsFingerprint(stopped)).not.toBe(weightsFingerprint(whole));
  await trainRun({ model: resumed, run: "stopped", epochs: 2, resume: true });
  expect(weightsFingerprint(resumed)).toBe(weightsFingerprint(whole));
  const average = "features_normalization/moving_variance";
  expect(weight(resumed, average)).toEqual(weight(whole, average));
  expect(weight(resumed, average).every((value) => value !== 1)).toBe(true);
});

function isKernel(tensor: tf.Tensor): tensor is tf.Tensor4D {
  return tensor.rank === 4;
}
