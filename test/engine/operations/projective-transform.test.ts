import { expect, test } from "vitest";
import { compile } from "../../../lib/engine/compile";
import { projectiveTransform } from "../../../lib/engine/operations/projective-transform";
import { tf } from "../../../lib/engine/tensorflow";

/** A row of pixels, 10, 20, 30, 40, after the transform. */
function transformed(transform: number[]): number[] {
  return tf.tidy(() => {
    const row = tf.tensor4d([10, 20, 30, 40], [1, 1, 4, 1]);
    return Array.from(projectiveTransform(row, tf.tensor2d([transform])).dataSync());
  });
}

test("the result has at x what the image has at the place that the transform gives", () => {
  expect(transformed([1, 0, 0, 0, 1, 0, 0, 0])).toEqual([10, 20, 30, 40]);
  expect(transformed([-1, 0, 3, 0, 1, 0, 0, 0])).toEqual([40, 30, 20, 10]);
});

test("beyond the edge an image is mirrored, between pixels it is bilinear", () => {
  expect(transformed([1, 0, -1, 0, 1, 0, 0, 0])).toEqual([10, 10, 20, 30]);
  expect(transformed([1, 0, 2, 0, 1, 0, 0, 0])).toEqual([30, 40, 40, 30]);
  expect(transformed([0.5, 0, 0.5, 0, 1, 0, 0, 0])).toEqual([15, 20, 25, 30]);
});

test("each image has its own, compiled too; only the result is left behind", () => {
  const images = tf.tensor4d([1, 2, 3, 4, 1, 2, 3, 4], [2, 2, 2, 1]);
  const transforms = tf.tensor2d([
    [1, 0, 0, 0, 1, 0, 0, 0],
    [0, 1, 0, 1, 0, 0, 0, 0], // x and y exchanged
  ]);
  const before = tf.memory().numTensors;
  const compiled = compile((x: tf.Tensor4D, y: tf.Tensor2D) => ({ moved: projectiveTransform(x, y) }));
  const results = [projectiveTransform(images, transforms), compiled.run(images, transforms).moved];
  for (const result of results) expect(Array.from(result.dataSync())).toEqual([1, 2, 3, 4, 1, 3, 2, 4]);
  expect(tf.memory().numTensors).toBe(before + 2);
  compiled.dispose();
  tf.dispose([images, transforms, ...results]);
});
