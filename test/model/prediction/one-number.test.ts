import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { ageGenderNetwork } from "../../../lib/model/networks/age-gender-network";
import { sharedTrunk } from "../../../lib/model/networks/shared-cnn";
import { exportSavedModel } from "../../../lib/model/prediction/export-saved-model";
import { modelPredictor } from "../../../lib/model/prediction/model-predictor";
import { predictPictures } from "../../../lib/model/prediction/predict-pictures";
import { fakeSplit } from "../fake-split";
import { serve } from "./serve";

const folder = mkdtempSync(path.join(tmpdir(), "one-number-"));
const model = ageGenderNetwork({
  trunk: (images, { seed }) => sharedTrunk(images, { filters: [4, 4, 4], units: 8, seed }),
  ...{ imageSize: 8, headUnits: 8, name: "small", ageLoss: "squared" },
});
const split = fakeSplit({ count: 7 });
const tensors = tf.memory().numTensors;

afterAll(() => {
  expect(tf.memory().numTensors).toBe(tensors);
  rmSync(folder, { recursive: true });
  model.dispose();
});

/** Has the age head add so much to its output, which counts in decades from 50 years. */
function setBias(value: number): void {
  const layer = model.getLayer("age_number");
  tf.tidy(() => layer.setWeights([layer.getWeights()[0] ?? tf.zeros([]), tf.tensor1d([value])]));
}

async function predicted({ bias = 0, flip = false } = {}) {
  setBias(bias);
  const predictor = modelPredictor(model, { flip });
  const predictions = predictor.predict(await split.readImages([0, 3, 5]));
  predictor.dispose();
  return predictions;
}

test("a bias of 1 makes every face ten years older; no age is below 0 or above 100", async () => {
  const [before, after] = [await predicted(), await predicted({ bias: 1 })];
  expect(new Set(before.map(({ age }) => age)).size).toBeGreaterThan(1);
  before.forEach(({ expectedAge, gender, genderProbability }, row) => {
    expect(after[row]?.expectedAge).toBeCloseTo(expectedAge + 10, 3);
    expect(after[row]).toMatchObject({ gender, genderProbability });
  });
  for (const [bias, age] of [
    [20, 100],
    [-20, 0],
  ] as const) {
    for (const face of await predicted({ bias })) expect([face.age, face.expectedAge]).toEqual([age, age]);
  }
});

test("the class is the number rounded, also where faces are shown mirrored too; there are no probabilities", async () => {
  for (const flip of [false, true]) {
    for (const face of await predicted({ flip })) {
      expect(face.age).toBe(Math.round(face.expectedAge));
      expect(face.ageProbability).toBeUndefined();
      expect(face.ageProbabilities).toEqual([]);
    }
  }
});

test("an age that is no number is told, and not taken for one of the bounds", async () => {
  await expect(predicted({ bias: Number.NaN })).rejects.toThrow("its weights are spoiled");
});

test("of a picture it tells age and gender, and no probability of the age", async () => {
  const file = path.join(folder, "face.png");
  await sharp({ create: { width: 20, height: 20, channels: 3, background: "#a05a2c" } }).toFile(file);
  setBias(0);
  const predictor = modelPredictor(model);
  const rows = await predictPictures(predictor, [{ file, filename: "face.png" }]);
  predictor.dispose();
  const [row] = rows.objects();
  expect(row).toMatchObject({ age: expect.any(Number), age_expected: expect.any(Number), age_probability: undefined });
});

test("an exported network says the same, and has no probabilities of ages either", async () => {
  const predictions = await predicted();
  await exportSavedModel(model, path.join(folder, "1"));
  const images = tf.tensor4d(await split.readImages([0, 3, 5]), [3, 8, 8, 3], "int32");
  const served = await serve(path.join(folder, "1"), images);
  images.dispose();
  expect(Object.keys(served).sort()).toEqual(["age_class", "age_expected", "gender_class", "gender_probabilities"]);
  expect(served.age_class).toEqual(predictions.map(({ age }) => age));
  expect(served.age_expected).toEqual(predictions.map(({ expectedAge }) => expect.closeTo(expectedAge, 3)));
});
