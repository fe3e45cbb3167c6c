import { tf } from "../../engine/tensorflow";
import { agesOfOutputs } from "../losses/age-loss";

/**
 * The expected value of a softmax over the ages 0, 1, 2 …: the sum of each age times its probability.
 *
 * From DEX (Rothe, Timofte and Van Gool, "DEX: Deep EXpectation of apparent age from a single image", ICCV workshops
 * 2015), which found it closer to the truth than the most likely class.
 *
 * @param probabilities - [count, ages], each row of sum 1
 * @returns [count], ages in years with a fraction; owned by the caller
 * @example
 * expectedAge(tf.tensor2d([[0.25, 0, 0.75]])); // [1.5]
 */
export function expectedAge(probabilities: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => {
    const ages = tf.range(0, probabilities.shape[1], 1, "float32");
    return tf.sum<tf.Tensor1D>(tf.mul(probabilities, ages), 1);
  });
}

/**
 * The ages that an age head says: the expected values of its classes, or its one number.
 *
 * @param outputs - [count, 101], logits; or [count, 1], see `agesOfOutputs`
 * @returns [count], in years; owned by the caller
 */
export function agesOfHead(outputs: tf.Tensor2D): tf.Tensor1D {
  return outputs.shape[1] === 1 ? agesOfOutputs(outputs) : tf.tidy(() => expectedAge(tf.softmax(outputs)));
}
