import { expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { explainFaces } from "../../../lib/model/explanation/explainer";
import { occlusion } from "../../../lib/model/explanation/occlusion";
import { fakeSplit } from "../fake-split";
import {
  agePixel,
  expectedAgeOf,
  genderPixel,
  imageForOnePixel,
  onePixelNetwork,
  standardizedRed,
} from "./one-pixel-network";

/** The share of the patches over a cell that lie over the pixel as well, away from the image's edges. */
function sharedPatches(cell: number, pixel: { row: number; column: number }): number {
  const [rows, columns] = [Math.abs(Math.floor(cell / 8) - pixel.row), Math.abs((cell % 8) - pixel.column)];
  return Math.max(0, 1 - rows / 2) * Math.max(0, 1 - columns / 2);
}

test("what is removed counts by how far the answers move, each cell by the patches over it", () => {
  const before = tf.memory().numTensors;
  const model = onePixelNetwork();
  const explainer = occlusion(model);
  const { side, age, gender } = explainer.explain(imageForOnePixel());
  expect(side).toBe(8);
  const moved = expectedAgeOf(standardizedRed()) - expectedAgeOf(0);
  expect(moved).toBeGreaterThan(1);
  const inner = Array.from({ length: 64 }, (_, cell) => cell).filter((cell) => {
    const [row, column] = [Math.floor(cell / 8), cell % 8];
    return row > 0 && row < 7 && column > 0 && column < 7;
  });
  for (const cell of inner) {
    expect(age[0]?.[cell]).toBeCloseTo(moved * sharedPatches(cell, agePixel), 3);
    expect(gender[0]?.[cell]).toBeCloseTo(3 * standardizedRed() * sharedPatches(cell, genderPixel), 4);
  }
  expect(age[0]?.[0]).toBeCloseTo(0, 4);
  expect(age[0]?.[8 * 6]).toBeCloseTo(moved, 3); // at the edge, where each patch over the cell lies over the pixel beside it
  explainer.dispose();
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test("what speaks against the answer is below zero", () => {
  const model = onePixelNetwork();
  const explainer = occlusion(model);
  const image = imageForOnePixel();
  const place = 3 * (8 * genderPixel.row + genderPixel.column);
  image[place] = 0; // the answer is female now, of which the network knows nothing but that it is not male
  expect(Math.max(...(explainer.explain(image).gender[0] ?? []).map(Math.abs))).toBe(0);
  const [kernel, bias] = model.getLayer("gender_logits").getWeights();
  if (!kernel || !bias) throw new Error("the layer has two weights");
  const sure = tf.tensor1d([30, 0]);
  const against = tf.tidy(() => tf.reverse(kernel, 1)); // the pixel speaks of female now, and, dark, against it
  model.getLayer("gender_logits").setWeights([against, sure]);
  expect(explainer.explain(image).gender[0]?.[8 * genderPixel.row + genderPixel.column]).toBeLessThan(-3);
  tf.dispose([sure, against]);
  explainer.dispose();
  model.dispose();
});

test("explains the first faces of a split in their order, in batches", async () => {
  const model = onePixelNetwork();
  const explainer = occlusion(model);
  const split = fakeSplit({ count: 40 });
  const all = await explainFaces(explainer, split);
  const first = await explainFaces(explainer, split, { count: 33 });
  expect(all.age).toHaveLength(40);
  expect(first).toEqual({ side: 8, age: all.age.slice(0, 33), gender: all.gender.slice(0, 33) });
  expect(all.age[39]).toEqual(explainer.explain(await split.readImages([39])).age[0]);
  await expect(explainFaces(explainer, fakeSplit({ imageSize: 16 }))).rejects.toThrow(
    "the split train has images of 16 px, the network takes 8 px",
  );
  await expect(explainFaces(explainer, split, { signal: AbortSignal.abort() })).rejects.toThrow("Stopped");
  explainer.dispose();
  model.dispose();
});
