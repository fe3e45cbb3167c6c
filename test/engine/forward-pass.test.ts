import { afterEach, expect, test, vi } from "vitest";
import { createForwardPass } from "../../lib/engine/forward-pass";
import { tf } from "../../lib/engine/tensorflow";

afterEach(() => {
  vi.restoreAllMocks();
});

test("computes what the function computes, and leaves no tensor behind", () => {
  const warn = vi.spyOn(console, "warn").mockReturnValue();
  const before = tf.memory().numTensors;
  const forwardPass = createForwardPass((x: tf.Tensor1D) => ({ squares: tf.square(x) }));
  const x = tf.tensor1d([1, 2, 3]);
  const { squares } = forwardPass.run(x);
  expect(Array.from(squares.dataSync())).toEqual([1, 4, 9]);
  tf.dispose([x, squares]);
  forwardPass.dispose();
  expect(tf.memory().numTensors).toBe(before);
  expect(warn).not.toHaveBeenCalled();
});

test("runs operation by operation what cannot be compiled, and says so once", () => {
  const warn = vi.spyOn(console, "warn").mockReturnValue();
  const before = tf.memory().numTensors;
  const readsValues = (x: tf.Tensor1D) => ({ scaled: tf.mul(x, x.dataSync()[0] ?? 0) });
  const forwardPass = createForwardPass(readsValues);
  const x = tf.tensor1d([2, 3]);
  for (let run = 0; run < 2; run++) {
    const { scaled } = forwardPass.run(x);
    expect(Array.from(scaled.dataSync())).toEqual([4, 6]);
    scaled.dispose();
  }
  x.dispose();
  forwardPass.dispose();
  expect(tf.memory().numTensors).toBe(before);
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn).toHaveBeenCalledWith(expect.stringMatching(/^Prediction runs operation by operation: /));
});
