import { expect, test } from "vitest";
import { tf } from "../../lib/engine/tensorflow";

test("TensorFlow computes on the Node backend", () => {
  expect(tf.getBackend()).toBe("tensorflow");
  const product = tf.tidy(() => tf.matMul(tf.ones([2, 3]), tf.ones([3, 2])).dataSync());
  expect(Array.from(product)).toEqual([3, 3, 3, 3]);
});
