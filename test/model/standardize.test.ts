import { describe, expect, test } from "vitest";
import { tf } from "../../lib/engine/tensorflow";
import { standardize } from "../../lib/model/standardize";

function standardized(pixels: number[], shape: [number, number, number, number]): number[] {
  const result = tf.tidy(() => standardize(tf.tensor4d(pixels, shape, "int32")));
  const values = Array.from(result.dataSync());
  result.dispose();
  return values;
}

describe("standardize", () => {
  const pixels = Array.from({ length: 48 }, (_, index) => (7 * index * index + 13 * index) % 256);

  test("equals tf.image.per_image_standardization of TensorFlow 2.21", () => {
    const values = standardized([...pixels, ...Array.from({ length: 48 }, () => 200)], [2, 4, 4, 3]);
    const picked = [0, 1, 2, 17, 47].map((index) => values[index]);
    [-1.7454185, -1.4726969, -1.0090701, 0.9272536, 1.0090701].forEach((expected, index) => {
      expect(picked[index]).toBeCloseTo(expected, 5);
    });
  });

  test("an image of a single color becomes zeros", () => {
    expect(
      standardized(
        Array.from({ length: 48 }, () => 200),
        [1, 4, 4, 3],
      ).every((value) => value === 0),
    ).toBe(true);
  });

  test("divides by at least 1 / sqrt(n)", () => {
    // A single value of 48 is 0.1 higher: a deviation of 0.0143, below the bound of 0.1443.
    const result = tf.tidy(() =>
      standardize(tf.tensor4d([100.1, ...Array.from({ length: 47 }, () => 100)], [1, 4, 4, 3])),
    );
    expect(result.dataSync()[0]).toBeCloseTo((0.1 * (47 / 48)) / (1 / Math.sqrt(48)), 3);
    result.dispose();
  });

  test("each image has its own mean and deviation, computed by plain loops", () => {
    const images = [pixels, pixels.map((value) => value / 4 + 100)];
    const expected = images.flatMap((image) => {
      const mean = image.reduce((sum, value) => sum + Math.floor(value), 0) / 48;
      const variance = image.reduce((sum, value) => sum + (Math.floor(value) - mean) ** 2, 0) / 48;
      return image.map((value) => (Math.floor(value) - mean) / Math.sqrt(variance));
    });
    standardized(images.flat().map(Math.floor), [2, 4, 4, 3]).forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 4);
    });
  });
});

test("only the result is left behind", () => {
  const images = tf.ones<tf.Rank.R4>([2, 4, 4, 3]);
  const before = tf.memory().numTensors;
  const result = standardize(images);
  expect(tf.memory().numTensors).toBe(before + 1);
  tf.dispose([images, result]);
});
