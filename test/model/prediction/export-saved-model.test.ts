import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { forward } from "../../../lib/model/forward";
import { sharedCnn } from "../../../lib/model/networks/shared-cnn";
import { expectedAge } from "../../../lib/model/prediction/dex";
import { exportSavedModel } from "../../../lib/model/prediction/export-saved-model";
import { standardize } from "../../../lib/model/standardize";
import { serve } from "./serve";

const folder = mkdtempSync(path.join(tmpdir(), "export-"));
const model = sharedCnn({ imageSize: 16, filters: [4], dropouts: [0.2], units: 8, headUnits: 8 });

beforeAll(() => exportSavedModel(model, path.join(folder, "1")));

afterAll(() => {
  rmSync(folder, { recursive: true });
  model.dispose();
});

/** What the signature promises, computed operation by operation. */
function expected(images: tf.Tensor4D) {
  return tf.tidy(() => {
    const resized = tf.image.resizeBilinear(tf.cast<tf.Tensor4D>(images, "float32"), [16, 16], false, true);
    const { age, gender } = forward(model, standardize(resized));
    const ages = tf.softmax(age);
    const expected = expectedAge(ages).arraySync();
    return { age: ages.arraySync(), expected, gender: tf.softmax(gender).arraySync() };
  });
}

describe("exportSavedModel", () => {
  test.each([
    [1, 16, 16],
    [3, 31, 77],
    [5, 40, 9],
  ])("serves %i images of %i x %i", async (count, height, width) => {
    const pixels = Int32Array.from({ length: count * height * width * 3 }, (_, index) => (index * 7919) % 256);
    const images = tf.tensor4d(pixels, [count, height, width, 3], "int32");
    const { age, expected: expectedAges, gender } = expected(images);
    const served = await serve(path.join(folder, "1"), images);
    images.dispose();

    const close = (actual: unknown, wanted: number[]) => {
      if (!Array.isArray(actual)) throw new Error("a list was expected");
      expect(actual).toHaveLength(wanted.length);
      for (const [index, value] of wanted.entries()) expect(Math.abs(actual[index] - value)).toBeLessThan(1e-4);
    };
    for (let row = 0; row < count; row++) {
      close(served.age_probabilities?.[row], age[row] ?? []);
      close(served.gender_probabilities?.[row], gender[row] ?? []);
    }
    close(served.age_expected, expectedAges);
    expect(served.age_class).toEqual(age.map(mostLikely));
    expect(served.gender_class).toEqual(gender.map(mostLikely));
  });

  test("replaces an export, leaves nothing beside it, and no tensors", async () => {
    const tensors = tf.memory().numTensors;
    await exportSavedModel(model, path.join(folder, "1"));
    expect(readdirSync(folder)).toEqual(["1"]);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test("refuses a folder that holds other things", async () => {
    const other = path.join(folder, "other");
    mkdirSync(other);
    writeFileSync(path.join(other, "thesis.tex"), "");
    await expect(exportSavedModel(model, other)).rejects.toThrow(/other things/);
    expect(readdirSync(other)).toEqual(["thesis.tex"]);
    rmSync(other, { recursive: true });
  });
});

function mostLikely(probabilities: number[]): number {
  return probabilities.indexOf(Math.max(...probabilities));
}
