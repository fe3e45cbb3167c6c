import { tf } from "../../engine/tensorflow";
import { forward, type Logits } from "../forward";
import { agesOfOutputs } from "../losses/age-loss";
import { standardize } from "../standardize";
import { expectedAge } from "./dex";

/** What a network says of each image of a batch. The names are those of an exported model's outputs. */
export interface PredictionTensors {
  /** [count] int32: the most likely age, 0 to 100; where the network gives one number, that rounded. */
  age_class: tf.Tensor;
  /** [count] float32: the expected value of the ages' softmax in years, see `expectedAge`, or the one number. */
  age_expected: tf.Tensor;
  /** [count, 101] float32: the probability of each age; not there where the network gives one number. */
  age_probabilities?: tf.Tensor;
  /** [count] int32: the more likely gender, 1 male and 0 female. */
  gender_class: tf.Tensor;
  /** [count, 2] float32: the probabilities of female and male. */
  gender_probabilities: tf.Tensor;
}

/**
 * Predicts a batch: standardization, forward pass, and what follows from the logits of both heads.
 *
 * @param images - [count, size, size, 3], 0 to 255, of any type
 * @returns tensors owned by the caller
 */
export function predictionTensors(model: tf.LayersModel, images: tf.Tensor4D) {
  return tf.tidy(() => predictionsOf(forward(model, standardize(images))));
}

/**
 * What follows from the outputs of both heads.
 *
 * @returns tensors owned by the caller
 */
export function predictionsOf({ age, gender }: Logits) {
  return tf.tidy(() => ({
    ...(age.shape[1] === 1 ? ofNumber(age) : ofClasses(age)),
    gender_class: tf.argMax(gender, 1),
    gender_probabilities: tf.softmax(gender),
  }));
}

function ofClasses(logits: tf.Tensor2D) {
  const probabilities = tf.softmax(logits);
  return {
    age_class: tf.argMax(logits, 1),
    age_expected: expectedAge(probabilities),
    age_probabilities: probabilities,
  };
}

function ofNumber(outputs: tf.Tensor2D) {
  const ages = agesOfOutputs(outputs);
  return { age_class: tf.cast(tf.round(ages), "int32"), age_expected: ages };
}
