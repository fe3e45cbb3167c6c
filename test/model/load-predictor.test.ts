import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodeBackend } from "../../lib/engine/node-backend";
import { tf } from "../../lib/engine/tensorflow";
import { exportSavedModel } from "../../lib/model/export-saved-model";
import { saveModel } from "../../lib/model/layers-model";
import { loadPredictor, servingFolderOf } from "../../lib/model/load-predictor";
import { modelPredictor } from "../../lib/model/model-predictor";
import { sharedCnn } from "../../lib/model/shared-cnn";
import { fakeSplit } from "./fake-split";

const folder = mkdtempSync(path.join(tmpdir(), "predictor-"));
const exported = servingFolderOf(path.join(folder, "trained"));
const network = (seed: number) =>
  sharedCnn({ imageSize: 8, filters: [4, 4], dropouts: [0.2, 0.2], units: 8, headUnits: 8, seed });
const model = network(1);
let images: Uint8Array;
let tensors: number;

beforeAll(async () => {
  images = await fakeSplit({ count: 5 }).readImages([0, 1, 2, 3, 4]);
  await saveModel(model, path.join(folder, "layers"));
  await exportSavedModel(model, exported);
  tensors = tf.memory().numTensors;
});
afterAll(() => {
  expect(tf.memory().numTensors).toBe(tensors);
  model.dispose();
  rmSync(folder, { recursive: true });
});

/** A copy of the exported model with one file changed. */
function damaged(name: string, file: string, content: string): string {
  const copy = path.join(folder, name);
  cpSync(exported, copy, { recursive: true });
  writeFileSync(path.join(copy, file), content);
  return copy;
}

describe("loadPredictor", () => {
  test.each(["trained", "trained/serving/1", "layers"])("predicts from %s what the network predicts", async (name) => {
    const before = nodeBackend().binding.getNumOfSavedModels();
    const predictor = await loadPredictor(path.join(folder, name));
    expect(predictor.imageSize).toBe(8);
    const predictions = predictor.predict(images);
    const original = modelPredictor(model);
    const expected = original.predict(images);
    expect(predictions).toHaveLength(5);
    for (const [index, actual] of predictions.entries()) {
      const wanted = expected[index];
      if (wanted === undefined) throw new Error("as many predictions were expected");
      expect(actual.ageProbabilities).toHaveLength(101);
      for (const [age, probability] of actual.ageProbabilities.entries()) {
        expect(probability).toBeCloseTo(wanted.ageProbabilities[age] ?? Number.NaN, 6);
      }
      expect(actual.expectedAge).toBeCloseTo(wanted.expectedAge, 3);
      expect([actual.age, actual.gender]).toEqual([wanted.age, wanted.gender]);
      expect(actual.genderProbability).toBeCloseTo(wanted.genderProbability, 5);
    }
    original.dispose();
    predictor.dispose();
    expect(nodeBackend().binding.getNumOfSavedModels()).toBe(before);
  });

  test("predicts with what is in the folder now, while an older model of the same folder is in use", async () => {
    const [first, second] = [network(2), network(3)];
    const place = path.join(folder, "replaced");
    await exportSavedModel(first, place);
    const old = await loadPredictor(place);
    await exportSavedModel(second, place);
    const current = await loadPredictor(place);
    expect(current.predict(images)).not.toEqual(old.predict(images));
    for (const owned of [old, current, first, second]) owned.dispose();
  });

  test.each(["trained", "layers"])("averages over the flip where asked to, from %s", async (name) => {
    const [predictor, original] = [
      await loadPredictor(path.join(folder, name), { flip: true }),
      modelPredictor(model, { flip: true }),
    ];
    const wanted = original.predict(images);
    for (const [index, { expectedAge }] of predictor.predict(images).entries()) {
      expect(expectedAge).toBeCloseTo(wanted[index]?.expectedAge ?? Number.NaN, 3);
    }
    for (const owned of [predictor, original]) owned.dispose();
  });

  test("refuses bytes that are no images of the model's size", async () => {
    const predictor = await loadPredictor(exported);
    expect(() => predictor.predict(new Uint8Array(100))).toThrow("100 bytes are not a whole number");
    predictor.dispose();
  });

  test.each([
    ["assets.extra/input.json", "{}", /input\.json is damaged/],
    ["saved_model.pb", "not a model", /saved_model\.pb cannot be used/],
    ["saved_model.pb", "", /does not hold one graph/],
  ])("refuses an exported model with %s of %j", async (file, content, message) => {
    await expect(
      loadPredictor(damaged(`damaged-${Math.abs(content.length)}-${file.length}`, file, content)),
    ).rejects.toThrow(message);
  });

  test("refuses a folder that holds no model", async () => {
    await expect(loadPredictor(path.join(folder, "absent"))).rejects.toThrow("absent is not a model's folder");
  });
});
