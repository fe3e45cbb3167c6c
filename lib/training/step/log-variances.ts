import { randomUUID } from "node:crypto";
import { tf } from "../../engine/tensorflow";

/**
 * Logarithms of the variances of age and gender, to be learned (see `JointLossOptions`). At first both losses weigh one half:
 * training begins as it does with their mean.
 *
 * @returns [2], owned by the caller
 */
export function evenLogVariances(): tf.Variable<tf.Rank.R1> {
  const name = `log_variances_${randomUUID()}`; // not a number: TensorFlow.js's optimizers would take that before the others
  return tf.tidy(() => tf.variable(tf.fill<tf.Rank.R1>([2], Math.LN2), true, name));
}

/**
 * Gives them the values that a checkpoint holds.
 *
 * @throws when it holds none
 */
export function restoreLogVariances(variable: tf.Variable<tf.Rank.R1>, values: readonly number[] | undefined): void {
  if (values?.length !== variable.size) throw new Error("the checkpoint lacks the learned weights of the two losses");
  tf.tidy(() => variable.assign(tf.tensor1d([...values])));
}
