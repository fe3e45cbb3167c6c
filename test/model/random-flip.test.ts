import { describe, expect, test } from "vitest";
import { tf } from "../../lib/engine/tensorflow";
import { randomFlip } from "../../lib/model/random-flip";

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

test("only the result is left behind", () => {
  const [images, step] = [tf.ones<tf.Rank.R4>([2, 4, 4, 3]), tf.scalar(1, "int32")];
  const before = tf.memory().numTensors;
  const result = randomFlip(images, 1, step);
  expect(tf.memory().numTensors).toBe(before + 1);
  tf.dispose([images, step, result]);
});
