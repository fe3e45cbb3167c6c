import type { ColumnTable } from "arquero";
import { mean } from "d3-array";
import { type AgeLoss, numberLoss } from "./losses/age-loss";

/** The metrics, by the names of their columns in tables: each the mean over faces of what a face contributes to it. */
export const METRICS = [
  "loss", // the mean of the two below: what training makes smaller, see `jointLoss`
  "age_loss", // cross-entropy of the age, or what else it was learned by, see `AgeLoss`
  "gender_loss", // cross-entropy of the gender
  "gender_accuracy", // the share of faces whose gender is right
  "age_accuracy", // the share of faces whose age is right to the year
  "age_within_5", // the share of faces whose most likely age is at most 5 years off
  "age_within_10", // the share of faces whose most likely age is at most 10 years off
  "age_error_by_class", // absolute error of the most likely age, in years
  "age_error_by_expected_value", // absolute error of the age's expected value (DEX), in years
] as const;

/** One of the metrics. */
export type Metric = (typeof METRICS)[number];

/** How well a table of predictions agrees with the truth, and how many faces were measured. */
export type Metrics = { count: number } & Record<Metric, number>;

/**
 * What each face contributes to each metric: 1 or 0 to a share, its error in years to a mean error, minus the logarithm of
 * what was given to the truth to a cross-entropy.
 *
 * @param predictions - as `predictFaces` returns them, or any rows of them
 * @param ageLoss - what the age was learned by. Default `classes`; of a network that gives one number, losses are NaN then
 * @returns an array for each metric, of one value a row; the metric is its mean
 */
export function faceScores(predictions: ColumnTable, ageLoss: AgeLoss = "classes"): Record<Metric, Float64Array> {
  const ages = predictions.array("age");
  const genders = predictions.array("gender");
  const predictedGenders = predictions.array("predicted_gender");
  const errors = Float64Array.from(predictions.array("predicted_age"), (age, row) => Math.abs(Number(age) - ages[row]));
  const errorsOfExpected = signedAgeErrors(predictions).map(Math.abs);
  const ageLosses =
    ageLoss === "classes"
      ? Float64Array.from(predictions.array("true_age_probability"), (truth) => crossEntropy(Number(truth)))
      : errorsOfExpected.map((error) => numberLoss(error, ageLoss));
  const genderLoss = Float64Array.from(predictions.array("gender_probability"), (probability, row) =>
    crossEntropy(predictedGenders[row] === genders[row] ? Number(probability) : 1 - Number(probability)),
  );
  return {
    loss: ageLosses.map((loss, row) => (loss + (genderLoss[row] ?? Number.NaN)) / 2),
    age_loss: ageLosses,
    gender_loss: genderLoss,
    gender_accuracy: errors.map((_, row) => (predictedGenders[row] === genders[row] ? 1 : 0)),
    age_accuracy: errors.map((error) => (error === 0 ? 1 : 0)),
    age_within_5: errors.map((error) => (error <= 5 ? 1 : 0)),
    age_within_10: errors.map((error) => (error <= 10 ? 1 : 0)),
    age_error_by_class: errors,
    age_error_by_expected_value: errorsOfExpected,
  };
}

/**
 * By how many years each face is made older than it is: the age's expected value less the age, negative where it is made younger.
 *
 * @param predictions - see `faceScores`
 */
export function signedAgeErrors(predictions: ColumnTable): Float64Array {
  const ages = predictions.array("age");
  return Float64Array.from(predictions.array("expected_age"), (expected, row) => Number(expected) - ages[row]);
}

/** Of a truth that was given this probability; not infinite for none at all, where Keras stops too. */
function crossEntropy(probability: number): number {
  return -Math.log(Math.max(probability, 1e-7));
}

/**
 * Measures predictions against the truth.
 *
 * @param predictions - see `faceScores`, as for `ageLoss`
 * @throws when there are no rows
 * @example
 * const women = measure(predictions.filter((face) => face.gender === 0));
 */
export function measure(predictions: ColumnTable, ageLoss?: AgeLoss): Metrics {
  const count = predictions.numRows();
  if (count === 0) throw new Error("no predictions to measure: the table is empty");
  return { count, ...means(faceScores(predictions, ageLoss)) };
}

function means(scores: Record<Metric, Float64Array>): Record<Metric, number>;
function means(scores: Record<string, Float64Array>): Record<string, number> {
  return Object.fromEntries(Object.entries(scores).map(([metric, values]) => [metric, mean(values) ?? Number.NaN]));
}
