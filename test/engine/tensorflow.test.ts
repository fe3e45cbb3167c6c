import { expect, test } from "vitest";
import { binding } from "../../lib/engine/binding";
import { nodeBackend } from "../../lib/engine/node-backend";
import { tf } from "../../lib/engine/tensorflow";

test("TensorFlow computes on the Node backend", () => {
  expect(tf.getBackend()).toBe("tensorflow");
  const product = tf.tidy(() => tf.matMul(tf.ones([2, 3]), tf.ones([3, 2])).dataSync());
  expect(Array.from(product)).toEqual([3, 3, 3, 3]);
});

test("graphs that run without TensorFlow.js have the same TensorFlow", () => {
  expect(nodeBackend().binding).toBe(binding);
});
