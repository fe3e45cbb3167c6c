import { compile } from "../../lib/engine/compile";
import type { Precision } from "../../lib/engine/device/precision";
import { tf } from "../../lib/engine/tensorflow";

const SIZE = 2048;
const PRODUCTS = 8; // in one run, so that handing over and fetching do not count

/** The most floating-point operations per second that the processor reached in products of large matrices. */
export function matrixPeak(precision: Precision): number {
  const matrix: tf.Tensor2D = tf.randomNormal([SIZE, SIZE], 0, 0.01);
  const products = compile(
    (start: tf.Tensor2D) => {
      let product = start;
      for (let index = 0; index < PRODUCTS; index++) product = tf.relu(tf.matMul(product, start));
      return { corner: tf.slice(product, [0, 0], [1, 1]) };
    },
    { precision },
  );
  const seconds = Array.from({ length: 8 }, () => {
    const start = performance.now();
    const { corner } = products.run(matrix);
    corner.dataSync();
    corner.dispose();
    return (performance.now() - start) / 1000;
  });
  products.dispose();
  matrix.dispose();
  return (PRODUCTS * 2 * SIZE ** 3) / Math.min(...seconds);
}

/** Floating-point operations that one training image costs the reference's network, in its matrix operations. */
export function trainingOperations(size: number): number {
  const weights = (count: number, uses: number) => 2 * count * uses;
  const convolutions = [
    [3, 32, size],
    [32, 64, size / 2],
    [64, 128, size / 4],
  ].map(([input = 0, output = 0, side = 0]) => weights(25 * input * output, side * side));
  const dense = weights((size / 8) ** 2 * 128 * 1024 + 2 * 1024 * 1024 + 1024 * 103, 1);
  const forward = convolutions.reduce((sum, count) => sum + count, dense);
  // backward: gradients of the weights, and of the inputs but for the images
  return 3 * forward - (convolutions[0] ?? 0);
}
