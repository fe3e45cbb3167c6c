import { afterAll, describe, expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { sharedCnn } from "../../../lib/model/networks/shared-cnn";
import { modelPredictor } from "../../../lib/model/prediction/model-predictor";
import { predictFaces } from "../../../lib/model/prediction/predict-faces";
import { fakeSplit } from "../fake-split";

const model = sharedCnn({ imageSize: 8, filters: [4, 4, 4], units: 8, headUnits: 8 });
const predictor = modelPredictor(model);
const split = fakeSplit({ count: 7 });
const tensors = tf.memory().numTensors;

afterAll(() => {
  predictor.dispose();
  model.dispose();
});

describe("predictFaces", () => {
  test("predicts every face in the split's order, whatever the batches", async () => {
    const table = await predictFaces(predictor, split, { batchSize: 3 });
    expect(table.columnNames()).toEqual([
      "filename",
      "age",
      "gender",
      "predicted_age",
      "expected_age",
      "age_probability",
      "true_age_probability",
      "predicted_gender",
      "gender_probability",
    ]);
    expect(table.array("filename")).toEqual(["0.jpg", "1.jpg", "2.jpg", "3.jpg", "4.jpg", "5.jpg", "6.jpg"]);
    expect(Array.from(table.array("age"))).toEqual(Array.from(split.ages));
    for (const row of [0, 6]) {
      const [alone] = predictor.predict(await split.readImages([row]));
      expect(table.get("predicted_age", row)).toBe(alone?.age);
      expect(table.get("expected_age", row)).toBeCloseTo(alone?.expectedAge ?? Number.NaN, 3);
      expect(table.get("gender_probability", row)).toBeCloseTo(alone?.genderProbability ?? Number.NaN, 4);
    }
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test("passes on the ethnicity where the faces have one", async () => {
    const faces = split.faces.derive({ ethnicity: "d => d.gender ? 'Asian' : null" });
    const table = await predictFaces(predictor, { ...split, faces });
    expect(table.array("ethnicity")).toEqual([null, "Asian", null, "Asian", null, "Asian", null]);
  });

  test("tells how many faces are done", async () => {
    const done: number[] = [];
    await predictFaces(predictor, split, { batchSize: 3, onProgress: (count) => done.push(count) });
    expect(done).toEqual([3, 6, 7]);
  });

  test("refuses images of another size", async () => {
    await expect(predictFaces(predictor, fakeSplit({ imageSize: 16 }))).rejects.toThrow("takes 8 px");
  });

  test("stops at the signal", async () => {
    const stop = new AbortController();
    const stopped = predictFaces(predictor, split, {
      batchSize: 1,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(stopped).rejects.toThrow("Stopped. Nothing is kept: run it again to begin anew.");
    expect(tf.memory().numTensors).toBe(tensors);
  });
});
