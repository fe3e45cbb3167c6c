import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { ageGenderNetwork } from "../../../lib/model/networks/age-gender-network";
import { sharedCnn, sharedTrunk } from "../../../lib/model/networks/shared-cnn";
import { loadPredictor } from "../../../lib/model/prediction/load-predictor";
import { modelPredictor } from "../../../lib/model/prediction/model-predictor";
import { predictSplit } from "../../../lib/model/prediction/predict-faces";
import { saveModel } from "../../../lib/model/saving/layers-model";
import { calibrate } from "../../../lib/model/uncertainty/calibration";
import { keepCalibration, keptCalibration } from "../../../lib/model/uncertainty/kept-calibration";
import { scratchFolder } from "../../scratch-folder";
import { fakeSplit } from "../fake-split";

const folder = path.join(scratchFolder(), "model");
const file = path.join(folder, "calibration.json");
const split = fakeSplit({ count: 20 });
const network = (seed: number) =>
  sharedCnn({ imageSize: 8, filters: [4], dropouts: [0], units: 8, headUnits: 8, seed });
let kept: string;

/** Saves a network, and calibrates it where that is wanted. */
async function save(seed: number, isCalibrated: boolean) {
  const model = network(seed);
  await saveModel(model, folder);
  const predictor = modelPredictor(model);
  if (isCalibrated) await keepCalibration(folder, predictor, split);
  const calibration = calibrate(await predictSplit(predictor, split), split);
  predictor.dispose();
  model.dispose();
  return calibration;
}

beforeAll(async () => {
  await save(1, true);
  kept = await readFile(file, "utf8");
});

test("a calibration is kept beside its network, and is not that of another", async () => {
  const tensors = tf.memory().numTensors;
  const calibration = await save(1, true);
  expect(tf.memory().numTensors).toBe(tensors);
  expect(calibration.ageScores).toHaveLength(20);
  expect(calibration.ageScores).toEqual([...calibration.ageScores].sort((one, other) => one - other));
  expect(await keptCalibration(folder)).toEqual(calibration);
  expect((await readdir(folder)).filter((name) => name.includes(".tmp"))).toEqual([]);

  await save(2, false);
  expect(await keptCalibration(folder)).toBeUndefined();
});

test("what is no calibration is none", async () => {
  await save(1, false);
  await writeFile(file, kept);
  const read = JSON.parse(kept);
  expect(await keptCalibration(folder)).toBeDefined();
  for (const content of [
    "",
    "[]",
    kept.slice(0, 100),
    JSON.stringify({ ...read, temperatures: undefined }),
    JSON.stringify({ ...read, temperatures: { age: 0, gender: 1 } }),
    JSON.stringify({ ...read, temperatures: { age: 1, gender: "1" } }),
    JSON.stringify({ ...read, ageScores: { 0: 1 } }),
    JSON.stringify({ ...read, ageScores: [1, null] }),
    JSON.stringify({ ...read, ageScores: [1, 1e9] }),
  ]) {
    await writeFile(file, content);
    expect(await keptCalibration(folder), content.slice(0, 200)).toBeUndefined();
  }
});

test("a predictor is loaded with intervals where they are calibrated, and refused where not", async () => {
  await save(1, true);
  const tensors = tf.memory().numTensors;
  const predictor = await loadPredictor(folder, { interval: 0.8 });
  const [low = 0, high = 0] = predictor.predict(await split.readImages([3]))[0]?.ageInterval ?? [];
  expect(predictor.intervalLevel).toBe(0.8);
  expect(high).toBeGreaterThan(low);
  predictor.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
  await expect(loadPredictor(folder, { interval: 0.8, flip: true })).rejects.toThrow("leave out");
  await writeFile(file, "{}");
  await expect(loadPredictor(folder, { interval: 0.8 })).rejects.toThrow("holds no calibration of its network");
  const plain = await loadPredictor(folder);
  expect(plain.intervalLevel).toBeUndefined();
  expect(plain.predict(await split.readImages([3]))[0]?.ageInterval).toBeUndefined();
  plain.dispose();
});

test("of a network that gives the age as one number nothing is kept", async () => {
  const model = ageGenderNetwork({
    trunk: (images) => sharedTrunk(images, { filters: [4], dropouts: [0], units: 8 }),
    imageSize: 8,
    headUnits: 8,
    ageLoss: "absolute",
    name: "number",
  });
  await saveModel(model, folder);
  const predictor = modelPredictor(model);
  await keepCalibration(folder, predictor, split);
  expect(await keptCalibration(folder)).toBeUndefined();
  predictor.dispose();
  model.dispose();
});
