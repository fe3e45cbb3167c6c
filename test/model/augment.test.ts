import { describe, expect, test } from "vitest";
import { compile } from "../../lib/engine/compile";
import { projectiveTransform } from "../../lib/engine/operations/projective-transform";
import { tf } from "../../lib/engine/tensorflow";
import { augment, randomShiftZoom, shiftZoomTransforms } from "../../lib/model/augment";
import { standardize } from "../../lib/model/standardize";

describe("shiftZoomTransforms", () => {
  /** The pixels 1 to 25 of an image of 5 x 5, after moving and scaling. */
  function moved(right: number, down: number, zoom: number): number[][] {
    return tf.tidy(() => {
      const column = (value: number) => tf.tensor2d([[value]]);
      const how = { right: column(right), down: column(down), zoom: column(zoom) };
      const image = tf.range(1, 26).as4D(1, 5, 5, 1);
      return projectiveTransform(image, shiftZoomTransforms(how, { height: 5, width: 5 }))
        .as2D(5, 5)
        .arraySync();
    });
  }

  test("move to the right and down", () => {
    expect(moved(1, 0, 1)[0]).toEqual([1, 1, 2, 3, 4]);
    expect(moved(0, 2, 1).map(([first]) => first)).toEqual([6, 1, 1, 6, 11]);
  });

  test("make larger and smaller about the center, which stays", () => {
    expect(moved(0, 0, 2)[2]).toEqual([12, 12.5, 13, 13.5, 14]);
    expect(moved(0, 0, 2).map((row) => row[2])).toEqual([8, 10.5, 13, 15.5, 18]);
    expect(moved(0, 0, 0.5)[2]?.slice(1, 4)).toEqual([11, 13, 15]);
  });

  test("scale first and move then", () => {
    expect(moved(1, 0, 2)[2]).toEqual([11.5, 12, 12.5, 13, 13.5]);
  });
});

describe("randomShiftZoom", () => {
  /** Each image's value is its column: from what is read in the middle, and beside it, follow shift and zoom. */
  function drawn(seed: number, step: number): { right: number; zoom: number }[] {
    const size = 41;
    return tf.tidy(() => {
      const columns = tf.range(0, size).as4D(1, 1, size, 1);
      const images = tf.cast(tf.tile(columns, [64, size, 1, 1]), "int32");
      const rows = tf.slice(randomShiftZoom(images, seed, tf.scalar(step, "int32")), [0, 20, 0, 0], [-1, 1, -1, -1]);
      return rows
        .as2D(64, size)
        .arraySync()
        .map(([...row]) => {
          const slope = ((row[22] ?? 0) - (row[18] ?? 0)) / 4;
          return { right: (20 - (row[20] ?? 0)) / slope, zoom: 1 / slope };
        });
    });
  }

  test("moves by up to a tenth and scales by up to 1.1, each image for itself, both ways", () => {
    const all = drawn(7, 1);
    for (const value of ["right", "zoom"] as const) {
      const values = all.map((image) => image[value]);
      const [least, most] = value === "right" ? [-4.1, 4.1] : [1 / 1.1, 1.1];
      expect(Math.min(...values)).toBeGreaterThan(least - 0.001);
      expect(Math.max(...values)).toBeLessThan(most + 0.001);
      const [low, high] = [least + 0.2 * (most - least), least + 0.8 * (most - least)];
      expect(values.filter((one) => one < low).length).toBeGreaterThan(3); // 13 of 64 are expected
      expect(values.filter((one) => one > high).length).toBeGreaterThan(3);
    }
  });

  test("depends on the seed and the step alone", () => {
    expect(drawn(7, 1)).toEqual(drawn(7, 1));
    expect(drawn(7, 1)).not.toEqual(drawn(7, 2));
    expect(drawn(7, 1)).not.toEqual(drawn(8, 1));
  });
});

test("compiled, another step draws anew, and gives what is drawn operation by operation", () => {
  const images = tf.tidy(() => tf.cast(tf.range(0, 2 * 8 * 8 * 3), "int32").as4D(2, 8, 8, 3));
  const compiled = compile((x: tf.Tensor4D, step: tf.Scalar) => ({
    augmented: augment(x, "flip-shift-zoom", { seed: 1, step }),
  }));
  const before = tf.memory().numTensors;
  const results = [1, 2].map((number) => {
    const step = tf.scalar(number, "int32");
    const pair = [compiled.run(images, step).augmented, augment(images, "flip-shift-zoom", { seed: 1, step })];
    expect(tf.memory().numTensors).toBe(before + 3);
    const [graph, eager] = pair.map((tensor) => Array.from(tensor.dataSync()));
    tf.dispose([step, ...pair]);
    eager?.forEach((value, index) => {
      expect(graph?.[index]).toBeCloseTo(value, 3);
    });
    return graph;
  });
  expect(results[0]).not.toEqual(results[1]);
  compiled.dispose();
  images.dispose();
});

test("brightness and contrast need not be varied: standardization takes them out", () => {
  const difference = tf.tidy(() => {
    const image = tf.cast(tf.range(0, 8 * 8 * 3), "float32").as4D(1, 8, 8, 3);
    const other = tf.add<tf.Tensor4D>(tf.mul(image, 0.7), 20);
    return tf.max(tf.abs(tf.sub(standardize(image), standardize(other)))).arraySync();
  });
  expect(difference).toBeLessThan(1e-5);
});
