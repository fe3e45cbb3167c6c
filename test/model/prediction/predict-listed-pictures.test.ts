import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { table } from "arquero";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { decodeImage } from "../../../lib/images/decoding/decode-image";
import { sharedCnn } from "../../../lib/model/networks/shared-cnn";
import { modelPredictor } from "../../../lib/model/prediction/model-predictor";
import { predictionTable } from "../../../lib/model/prediction/predict-faces";
import { predictListedPictures } from "../../../lib/model/prediction/predict-listed-pictures";
import type { Predictor } from "../../../lib/model/prediction/predictor";

let folder: string;
let model: tf.LayersModel;
let predictor: Predictor;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "predict-listed-"));
  model = sharedCnn({ imageSize: 8, filters: [4, 4, 4], units: 8, headUnits: 8 });
  predictor = modelPredictor(model);
  for (const color of ["red", "blue"]) {
    const corner = { create: { width: 7, height: 9, channels: 3 as const, background: "white" } };
    await sharp({ create: { width: 20, height: 30, channels: 3, background: color } })
      .composite([{ input: corner, top: 0, left: 0 }])
      .toFile(path.join(folder, `${color}.png`));
  }
  await writeFile(path.join(folder, "broken.jpg"), "not a picture");
});
afterAll(async () => {
  predictor.dispose();
  model.dispose();
  await rm(folder, { recursive: true });
});

test("each picture that can be read has a row with its truth and its prediction; the others are told", async () => {
  const faces = table({
    filename: ["../red.png", "red.png", "broken.jpg", "blue.png", "missing.png"],
    age: [1, 2, 3, 4, 5],
    gender: [0, 1, 0, 1, 0],
  });
  const tensors = tf.memory().numTensors;
  const problems: string[] = [];
  const read = await predictListedPictures(predictor, faces, folder, {
    onUnreadable: ({ filename }, { message }) => problems.push(`${filename}: ${message}`),
  });
  expect(problems).toEqual([
    expect.stringMatching(/^\.\.\/red\.png: .*outside the image folder/),
    expect.stringMatching(/^broken\.jpg: .*not an image/),
    expect.stringMatching(/^missing\.png: .*missing/),
  ]);
  const predictions = predictionTable(read.faces, read.predictions);
  expect(predictions.array("filename")).toEqual(["red.png", "blue.png"]);
  expect(Array.from(predictions.array("age"))).toEqual([2, 4]);
  expect(Array.from(predictions.array("gender"))).toEqual([1, 1]);
  for (const row of [0, 1]) {
    const image = await decodeImage(path.join(folder, String(predictions.get("filename", row))), 8);
    const [face] = predictor.predict(image);
    expect(predictions.get("predicted_age", row)).toBe(face?.age);
    expect(predictions.get("expected_age", row)).toBeCloseTo(face?.expectedAge ?? Number.NaN, 4);
    expect(predictions.get("predicted_gender", row)).toBe(face?.gender);
  }
  expect(tf.memory().numTensors).toBe(tensors);
});
