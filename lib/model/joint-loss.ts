import { tf } from "../engine/tensorflow";

/** The joint loss of a batch and its two parts, all scalars. */
export interface JointLoss {
  /** The mean of `age` and `gender`, which training makes smaller. */
  loss: tf.Scalar;
  /** The age head's cross-entropy; log(101) = 4.6 for a head that knows nothing. */
  age: tf.Scalar;
  /** The gender head's cross-entropy; log(2) = 0.69 for a head that knows nothing. */
  gender: tf.Scalar;
}

/**
 * The loss of both tasks in one: the mean of the two heads' softmax cross-entropies.
 *
 * @param ageLogits - [count, 101], before the softmax
 * @param genderLogits - [count, 2], before the softmax
 * @param ages - [count] int32, 0 to 100
 * @param genders - [count] int32, 1 for male and 0 for female
 * @returns three scalars, owned by the caller
 */
export function jointLoss(
  ageLogits: tf.Tensor2D,
  genderLogits: tf.Tensor2D,
  ages: tf.Tensor1D,
  genders: tf.Tensor1D,
): JointLoss {
  return tf.tidy(() => {
    const age = crossEntropy(ageLogits, ages);
    const gender = crossEntropy(genderLogits, genders);
    return { loss: tf.div<tf.Scalar>(tf.add(age, gender), 2), age, gender };
  });
}

/** The mean over a batch of -log(softmax(logits)[class]). */
function crossEntropy(logits: tf.Tensor2D, classes: tf.Tensor1D): tf.Scalar {
  const actual = tf.cast(tf.oneHot(classes, logits.shape[1]), "float32");
  return tf.neg(tf.mean<tf.Scalar>(tf.sum(tf.mul(actual, tf.logSoftmax(logits)), 1)));
}
