import { createTensorsTypeOpAttr } from "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js";
import { nodeBackend } from "../node-backend";
import { tf } from "../tensorflow";

/**
 * Numbers drawn uniformly from [0, 1) by TensorFlow itself: a pure function of `shape`, `seed` and `step`.
 *
 * TensorFlow.js's own `tf.randomUniform` draws in JavaScript, which is slow and repeats itself in a step that is run as
 * one graph. This is TensorFlow's
 * [stateless_random_uniform](https://www.tensorflow.org/api_docs/python/tf/random/stateless_uniform): no state is kept,
 * so a run that goes on from a checkpoint draws what an uninterrupted one would have drawn.
 *
 * @param shape - the result's shape
 * @param seed - a whole number that names the stream of numbers; each user of randomness has its own
 * @param step - int32, the place in the stream: another step, other numbers
 * @returns a float32 tensor, owned by the caller
 * @example
 * const coins = tf.less(randomUniform([16], 7, step), 0.5);
 */
export function randomUniform(shape: number[], seed: number, step: tf.Scalar): tf.Tensor {
  const attributes = [
    createTensorsTypeOpAttr("dtype", "float32"),
    createTensorsTypeOpAttr("T", "int32"),
    createTensorsTypeOpAttr("Tseed", "int32"),
  ];
  return tf.tidy(() =>
    nodeBackend().executeSingleOutput("StatelessRandomUniform", attributes, [
      tf.tensor1d(shape, "int32"),
      tf.stack([tf.scalar(seed, "int32"), step]),
    ]),
  );
}

/**
 * A seed of its own for each user of randomness, made from one seed and the user's name (FNV-1a of 32 bits).
 *
 * @example
 * seedFor("dropout_1", 7) !== seedFor("dropout_2", 7)
 */
export function seedFor(name: string, seed: number): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(`${seed}/${name}`)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}
