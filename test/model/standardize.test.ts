import { describe, expect, test } from "vitest";
import { tf } from "../../lib/engine/tensorflow";
import { randomFlip, standardize } from "../../lib/model/standardize";

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

describe("randomFlip", () => {
  const count = 64;
  /** One row of two pixels an image, 1 and 2: a mirrored image reads 2, 1. */
  function mirrored(seed: number, step: number): boolean[] {
    const flipped = tf.tidy(() => {
      const images = tf.tile(tf.tensor4d([1, 1, 1, 2, 2, 2], [1, 1, 2, 3], "int32"), [count, 1, 1, 1]);
      return randomFlip(images, seed, tf.scalar(step, "int32"));
    });
    expect(flipped.dtype).toBe("int32");
    const values = flipped.dataSync();
    flipped.dispose();
    return Array.from({ length: count }, (_, image) => {
      const pixels = Array.from(values.slice(image * 6, image * 6 + 6));
      expect([
        [1, 1, 1, 2, 2, 2],
        [2, 2, 2, 1, 1, 1],
      ]).toContainEqual(pixels);
      return pixels[0] === 2;
    });
  }

  test("mirrors about half of the images, each for itself", () => {
    const share = mirrored(7, 1).filter(Boolean).length / count;
    expect(share).toBeGreaterThan(0.25);
    expect(share).toBeLessThan(0.75);
  });

  test("depends on the seed and the step alone", () => {
    expect(mirrored(7, 1)).toEqual(mirrored(7, 1));
    expect(mirrored(7, 1)).not.toEqual(mirrored(7, 2));
    expect(mirrored(7, 1)).not.toEqual(mirrored(8, 1));
  });

  test("mirrors left and right, not top and bottom", () => {
    const values = [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4];
    const [image, step] = [tf.tensor4d(values, [1, 2, 2, 3]), tf.scalar(1, "int32")];
    // Among ten seeds some mirror; whatever does must keep the rows.
    const results = Array.from({ length: 10 }, (_, seed) => {
      const flipped = randomFlip(image, seed, step);
      const pixels = Array.from(flipped.dataSync()).filter((_, index) => index % 3 === 0);
      flipped.dispose();
      return pixels.join();
    });
    tf.dispose([image, step]);
    expect(new Set(results)).toEqual(new Set(["1,2,3,4", "2,1,4,3"]));
  });
});

test("only the results are left behind", () => {
  const [images, step] = [tf.ones<tf.Rank.R4>([2, 4, 4, 3]), tf.scalar(1, "int32")];
  const before = tf.memory().numTensors;
  const results = [standardize(images), randomFlip(images, 1, step)];
  expect(tf.memory().numTensors).toBe(before + 2);
  tf.dispose([images, step, ...results]);
});
