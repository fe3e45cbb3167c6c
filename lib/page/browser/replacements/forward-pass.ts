import * as tf from "@tensorflow/tfjs";

/** In the place of the library's, which compiles a function: in browsers it runs operation by operation. */
export function createForwardPass<Inputs extends tf.Tensor[], Result extends Record<string, tf.Tensor>>(
  fn: (...inputs: Inputs) => Result,
) {
  return { run: (...inputs: Inputs): Result => tf.tidy(() => fn(...inputs)), dispose() {} };
}
