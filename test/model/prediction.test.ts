import { afterAll, describe, expect, test } from "vitest";
import { tf } from "../../lib/engine/tensorflow";
import { predict, predictFaces } from "../../lib/model/prediction";
import { sharedCnn } from "../../lib/model/shared-cnn";
import { fakeSplit } from "./fake-split";

const model = sharedCnn({ imageSize: 8, filters: [4, 4, 4], units: 8, headUnits: 8 });
const split = fakeSplit({ count: 7 });
const tensors = tf.memory().numTensors;

afterAll(() => model.dispose());

describe("predict", () => {
  test("gives a softmax of both heads, computed by plain loops", async () => {
    const images = await split.readImages([3]);
    const [prediction] = predict(model, images);
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
    expect(() => predict(model, new Uint8Array(100))).toThrow(
      "100 bytes are not a whole number of RGB images of 8 x 8 px",
    );
  });

  test("refuses to predict with spoiled weights", async () => {
    const spoiled = sharedCnn({ imageSize: 8, filters: [4, 4, 4], units: 8, headUnits: 8 });
    const weights = spoiled.getWeights().map((weight) => tf.fill(weight.shape, Number.NaN));
    spoiled.setWeights(weights);
    tf.dispose(weights);
    const images = await split.readImages([0]);
    expect(() => predict(spoiled, images)).toThrow("its weights are spoiled");
    spoiled.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
  });
});

describe("predictFaces", () => {
  test("predicts every face in the split's order, whatever the batches", async () => {
    const table = await predictFaces(model, split, { batchSize: 3 });
    expect(table.columnNames()).toEqual([
      "filename",
      "age",
      "gender",
      "predicted_age",
      "expected_age",
      "age_probability",
      "predicted_gender",
      "gender_probability",
    ]);
    expect(table.array("filename")).toEqual(["0.jpg", "1.jpg", "2.jpg", "3.jpg", "4.jpg", "5.jpg", "6.jpg"]);
    expect(Array.from(table.array("age"))).toEqual(Array.from(split.ages));
    for (const row of [0, 6]) {
      const [alone] = predict(model, await split.readImages([row]));
      expect(table.get("predicted_age", row)).toBe(alone?.age);
      expect(table.get("expected_age", row)).toBeCloseTo(alone?.expectedAge ?? Number.NaN, 3);
      expect(table.get("gender_probability", row)).toBeCloseTo(alone?.genderProbability ?? Number.NaN, 4);
    }
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test("tells how many faces are done", async () => {
    const done: number[] = [];
    await predictFaces(model, split, { batchSize: 3, onProgress: (count) => done.push(count) });
    expect(done).toEqual([3, 6, 7]);
  });

  test("stops at the signal", async () => {
    const stop = new AbortController();
    const stopped = predictFaces(model, split, { batchSize: 1, signal: stop.signal, onProgress: () => stop.abort() });
    await expect(stopped).rejects.toThrow("aborted");
    expect(tf.memory().numTensors).toBe(tensors);
  });
});
