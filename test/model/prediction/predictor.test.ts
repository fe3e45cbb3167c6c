import { afterAll, describe, expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { sharedCnn } from "../../../lib/model/networks/shared-cnn";
import { modelPredictor } from "../../../lib/model/prediction/model-predictor";
import { fakeSplit } from "../fake-split";

const model = sharedCnn({ imageSize: 8, filters: [4, 4, 4], units: 8, headUnits: 8 });
const predictor = modelPredictor(model);
const split = fakeSplit({ count: 7 });
const tensors = tf.memory().numTensors;

afterAll(() => {
  predictor.dispose();
  model.dispose();
});

describe("modelPredictor", () => {
  test("gives a softmax of both heads, computed by plain loops", async () => {
    const images = await split.readImages([3]);
    const [prediction] = predictor.predict(images);
    // The weights are those of the model; the layers are TensorFlow's, the rest is done here in plain loops.
    const pixels = Array.from(images);
    const mean = pixels.reduce((sum, pixel) => sum + pixel, 0) / pixels.length;
    const variance = pixels.reduce((sum, pixel) => sum + (pixel - mean) ** 2, 0) / pixels.length;
    const standardized = pixels.map((pixel) => (pixel - mean) / Math.sqrt(variance));
    const logits = tf.tidy(() => {
      const outputs = model.predict(tf.tensor4d(standardized, [1, 8, 8, 3]));
      return (Array.isArray(outputs) ? outputs : [outputs]).map((output) => Array.from(output.dataSync()));
    });
    const [ages, genders] = logits.map((row) => {
      const total = row.reduce((sum, logit) => sum + Math.exp(logit), 0);
      return row.map((logit) => Math.exp(logit) / total);
    });
    if (!ages || !genders) throw new Error("two heads expected");
    ages.forEach((probability, age) => {
      expect(prediction?.ageProbabilities[age]).toBeCloseTo(probability, 5);
    });
    expect(prediction?.age).toBe(ages.indexOf(Math.max(...ages)));
    expect(prediction?.ageProbability).toBeCloseTo(Math.max(...ages), 5);
    expect(prediction?.expectedAge).toBeCloseTo(
      ages.reduce((sum, probability, age) => sum + probability * age, 0),
      3,
    );
    expect(prediction?.gender).toBe(genders.indexOf(Math.max(...genders)));
    expect(prediction?.genderProbability).toBeCloseTo(Math.max(...genders), 5);
  });

  test("refuses bytes that are no images of the model's size", () => {
    expect(() => predictor.predict(new Uint8Array(100))).toThrow(
      "100 bytes are not a whole number of RGB images of 8 x 8 px",
    );
  });

  test("refuses to predict with spoiled weights", async () => {
    const spoiled = sharedCnn({ imageSize: 8, filters: [4, 4, 4], units: 8, headUnits: 8 });
    const weights = spoiled.getWeights().map((weight) => tf.fill(weight.shape, Number.NaN));
    spoiled.setWeights(weights);
    tf.dispose(weights);
    const images = await split.readImages([0]);
    const spoiledPredictor = modelPredictor(spoiled);
    expect(() => spoiledPredictor.predict(images)).toThrow("its weights are spoiled");
    spoiledPredictor.dispose();
    spoiled.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test("predicts with the weights that the network has at the time", async () => {
    const changing = sharedCnn({ imageSize: 8, filters: [4, 4, 4], units: 8, headUnits: 8 });
    const changed = modelPredictor(changing);
    const images = await split.readImages([0]);
    const [before] = changed.predict(images);
    const weights = changing.getWeights().map((weight) => tf.zerosLike(weight));
    changing.setWeights(weights);
    tf.dispose(weights);
    const [after] = changed.predict(images);
    expect(before?.expectedAge).not.toBeCloseTo(50, 2);
    expect(after?.expectedAge).toBeCloseTo(50, 2);
    changed.dispose();
    changing.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
  });
});
