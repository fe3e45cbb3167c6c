import { gatherRows } from "../../engine/operations/gather-rows";
import { tf } from "../../engine/tensorflow";
import { ageDistributions } from "./age-distribution";
import { type AgeLoss, numberLosses } from "./age-loss";

/** The joint loss of a batch and its two parts, all scalars. */
export interface JointLoss {
  /** What training makes smaller: the weighted mean of `age` and `gender`, or their sum weighted by uncertainty. */
  loss: tf.Scalar;
  /**
   * The age head's cross-entropy, log(101) = 4.6 for a head that knows nothing, or its `ageLoss`; weighted where ages have
   * weights.
   */
  age: tf.Scalar;
  /** The gender head's cross-entropy; log(2) = 0.69 for a head that knows nothing. */
  gender: tf.Scalar;
}

/** How the joint loss differs from the reference's. */
export interface JointLossOptions {
  /** What the age is learned by. Default `classes`: the cross-entropy of 101 ages. */
  ageLoss?: AgeLoss;
  /**
   * The standard deviation in years of the Gaussian around the age that the age head is to predict, see
   * `ageDistributions`. Default 0: all probability on the age itself.
   */
  labelSigma?: number;
  /** How much a face of each age counts in the age's loss: 101 weights, see `ageClassWeights`. Default: all the same. */
  ageClassWeights?: readonly number[];
  /**
   * The share of the age head's loss in the joint loss, 0 to 1; the rest is the gender's. Default 0.5: their mean. With 1
   * and 0 one task alone is learned, and the other's head has no gradient.
   */
  ageWeight?: number;
  /** In place of `ageWeight`: the logarithms of the variances of age and gender, to be learned, see `uncertaintyWeighted`. */
  logVariances?: tf.Tensor1D;
}

/**
 * The loss of both tasks in one: the mean of the two heads' softmax cross-entropies, unless options say otherwise.
 *
 * @param ageLogits - [count, 101], before the softmax; [count, 1] where `ageLoss` is of one number
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
  { ageLoss = "classes", labelSigma = 0, ageClassWeights, ageWeight = 0.5, logVariances }: JointLossOptions = {},
): JointLoss {
  return tf.tidy(() => {
    const ageTargets = () => (labelSigma === 0 ? oneHot(ages, ageLogits) : smoothed(ages, labelSigma));
    const ageLosses =
      ageLoss === "classes" ? crossEntropies(ageLogits, ageTargets()) : numberLosses(ageLogits, ages, ageLoss);
    const age = tf.mean<tf.Scalar>(ageClassWeights ? weightedByAge(ageLosses, ages, ageClassWeights) : ageLosses);
    const gender = tf.mean<tf.Scalar>(crossEntropies(genderLogits, oneHot(genders, genderLogits)));
    const loss = logVariances ? uncertaintyWeighted(age, gender, logVariances) : weightedMean(age, gender, ageWeight);
    return { loss, age, gender };
  });
}

function weightedMean(age: tf.Scalar, gender: tf.Scalar, ageWeight: number): tf.Scalar {
  if (ageWeight === 0.5) return tf.div(tf.add(age, gender), 2);
  if (ageWeight === 1) return age.clone(); // not even multiplied by 0 has the other head a gradient to be computed
  if (ageWeight === 0) return gender.clone();
  return tf.add(tf.mul(age, ageWeight), tf.mul(gender, 1 - ageWeight));
}

/**
 * The losses weighted by uncertainty (Kendall, Gal and Cipolla 2018, Multi-Task Learning Using Uncertainty to Weigh Losses):
 * the sum over the tasks of exp(-s) * loss + s / 2, s being the logarithm of the task's variance. It is lowest where the
 * variance is twice the loss, so that a task weighs the less the greater its loss is. It may be below 0.
 */
function uncertaintyWeighted(age: tf.Scalar, gender: tf.Scalar, logVariances: tf.Tensor1D): tf.Scalar {
  const losses = tf.sum(tf.mul(tf.exp(tf.neg(logVariances)), tf.stack([age, gender])));
  return tf.add(losses, tf.div(tf.sum(logVariances), 2));
}

/** All probability on the true class: [count, classes]. */
function oneHot(classes: tf.Tensor1D, logits: tf.Tensor2D): tf.Tensor {
  return tf.cast(tf.oneHot(classes, logits.shape[1]), "float32");
}

/** The probability spread over the years around the true one: [count, 101]. */
function smoothed(ages: tf.Tensor1D, sigma: number): tf.Tensor {
  return gatherRows(tf.tensor2d(ageDistributions(sigma)), ages);
}

function weightedByAge(losses: tf.Tensor, ages: tf.Tensor1D, weights: readonly number[]): tf.Tensor {
  return tf.mul(losses, gatherRows(tf.tensor1d([...weights]), ages));
}

/** Of each face, the sum over the classes of -target * log(softmax(logits)): [count]. */
function crossEntropies(logits: tf.Tensor2D, targets: tf.Tensor): tf.Tensor {
  return tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), 1));
}
