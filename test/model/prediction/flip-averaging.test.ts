import { expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { sharedCnn } from "../../../lib/model/networks/shared-cnn";
import { flipAveraged } from "../../../lib/model/prediction/flip-averaging";
import { modelPredictor } from "../../../lib/model/prediction/model-predictor";
import type { Prediction } from "../../../lib/model/prediction/prediction";
import type { Predictor } from "../../../lib/model/prediction/predictor";

/** What is said of a face that is between 40 and 60 years old. */
function prediction(at40: number, male: number): Prediction {
  const ageProbabilities = Array.from({ length: 101 }, (_, age) => (age === 40 ? at40 : age === 60 ? 1 - at40 : 0));
  const [age, gender] = [at40 >= 0.5 ? 40 : 60, male > 0.5 ? 1 : 0];
  return {
    age,
    ageProbability: ageProbabilities[age] ?? 0,
    expectedAge: 60 - 20 * at40,
    ageProbabilities,
    gender,
    genderProbability: Math.max(male, 1 - male),
  };
}

/** Two images of 2 x 2 pixels, whose pixels are 1 to 8. */
const images = Uint8Array.from({ length: 24 }, (_, index) => 1 + Math.floor(index / 3));

test("means the probabilities of the faces as they are and mirrored", () => {
  const shown: number[][] = [];
  let isDisposed = false;
  const predictor: Predictor = {
    imageSize: 2,
    predict: (images) => {
      shown.push(Array.from(images).filter((_, index) => index % 3 === 0));
      return shown.length === 1
        ? [prediction(0.75, 0.75), prediction(0.75, 0.25)]
        : [prediction(0.125, 0.375), prediction(0.5, 0.5)];
    },
    dispose: () => {
      isDisposed = true;
    },
  };
  const averaged = flipAveraged(predictor);
  expect(averaged.imageSize).toBe(2);
  expect(averaged.predict(images)).toEqual([prediction(0.4375, 0.5625), prediction(0.625, 0.375)]);
  expect(shown).toEqual([
    [1, 2, 3, 4, 5, 6, 7, 8],
    [2, 1, 4, 3, 6, 5, 8, 7],
  ]);
  averaged.dispose();
  expect(isDisposed).toBe(true);
});

test("a network says the same of a face and its mirror image", () => {
  const model = sharedCnn({ imageSize: 2, filters: [4], dropouts: [0], units: 8, headUnits: 8 });
  const mirrored = Uint8Array.from(images, (_, index) => images[3 * (Math.floor(index / 3) ^ 1)] ?? 0);
  const tensors = tf.memory().numTensors;
  const [once, twice] = [modelPredictor(model), modelPredictor(model, { flip: true })];
  expect(once.predict(mirrored)[0]?.expectedAge).not.toBeCloseTo(once.predict(images)[0]?.expectedAge ?? 0, 5);
  const [given, other] = [twice.predict(images), twice.predict(mirrored)];
  given.forEach(({ expectedAge, genderProbability }, face) => {
    expect(other[face]?.expectedAge).toBeCloseTo(expectedAge, 10);
    expect(other[face]?.genderProbability).toBeCloseTo(genderProbability, 10);
  });
  for (const predictor of [once, twice]) predictor.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
  model.dispose();
});
