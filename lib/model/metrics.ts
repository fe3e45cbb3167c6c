import type { ColumnTable } from "arquero";
import { mean } from "d3-array";

/** How well a table of predictions agrees with the truth. */
export interface Metrics {
  /** How many faces were measured. */
  count: number;
  /** The mean of the two below: what training makes smaller, see `jointLoss`. */
  loss: number;
  /** Mean cross-entropy of the age. */
  ageLoss: number;
  /** Mean cross-entropy of the gender. */
  genderLoss: number;
  /** The share of faces whose gender is right. */
  genderAccuracy: number;
  /** The share of faces whose age is right to the year. */
  ageAccuracy: number;
  /** The share of faces whose most likely age is at most 5 years off. */
  ageWithin5: number;
  /** The share of faces whose most likely age is at most 10 years off. */
  ageWithin10: number;
  /** Mean absolute error of the most likely age, in years. */
  ageErrorByClass: number;
  /** Mean absolute error of the age's expected value (DEX), in years. */
  ageErrorByExpectedValue: number;
}

/** A metric: the mean over faces of what each face contributes to it. */
export type Metric = Exclude<keyof Metrics, "count">;

/** The same, done with each metric. */
export function mapMetrics<Value, Result>(
  values: Record<Metric, Value>,
  map: (value: Value) => Result,
): Record<Metric, Result> {
  return {
    loss: map(values.loss),
    ageLoss: map(values.ageLoss),
    genderLoss: map(values.genderLoss),
    genderAccuracy: map(values.genderAccuracy),
    ageAccuracy: map(values.ageAccuracy),
    ageWithin5: map(values.ageWithin5),
    ageWithin10: map(values.ageWithin10),
    ageErrorByClass: map(values.ageErrorByClass),
    ageErrorByExpectedValue: map(values.ageErrorByExpectedValue),
  };
}

/**
 * What each face contributes to each metric: 1 or 0 to a share, its error in years to a mean error, minus the logarithm of
 * what was given to the truth to a cross-entropy.
 *
 * @param predictions - as `predictFaces` returns them, or any rows of them
 * @returns an array for each metric, of one value a row; the metric is its mean
 */
export function faceScores(predictions: ColumnTable): Record<Metric, Float64Array> {
  const ages = predictions.array("age");
  const genders = predictions.array("gender");
  const expectedAges = predictions.array("expected_age");
  const predictedGenders = predictions.array("predicted_gender");
  const errors = Float64Array.from(predictions.array("predicted_age"), (age, row) => Math.abs(Number(age) - ages[row]));
  const ageLoss = Float64Array.from(predictions.array("true_age_probability"), (probability) =>
    crossEntropy(Number(probability)),
  );
  const genderLoss = Float64Array.from(predictions.array("gender_probability"), (probability, row) =>
    crossEntropy(predictedGenders[row] === genders[row] ? Number(probability) : 1 - Number(probability)),
  );
  return {
    loss: ageLoss.map((loss, row) => (loss + (genderLoss[row] ?? Number.NaN)) / 2),
    ageLoss,
    genderLoss,
    genderAccuracy: errors.map((_, row) => (predictedGenders[row] === genders[row] ? 1 : 0)),
    ageAccuracy: errors.map((error) => (error === 0 ? 1 : 0)),
    ageWithin5: errors.map((error) => (error <= 5 ? 1 : 0)),
    ageWithin10: errors.map((error) => (error <= 10 ? 1 : 0)),
    ageErrorByClass: errors,
    ageErrorByExpectedValue: errors.map((_, row) => Math.abs(expectedAges[row] - ages[row])),
  };
}

/** Of a truth that was given this probability; not infinite for none at all, where Keras stops too. */
function crossEntropy(probability: number): number {
  return -Math.log(Math.max(probability, 1e-7));
}

/**
 * Measures predictions against the truth.
 *
 * @param predictions - see `faceScores`
 * @throws when there are no rows
 * @example
 * const women = measure(predictions.filter((face) => face.gender === 0));
 */
export function measure(predictions: ColumnTable): Metrics {
  const count = predictions.numRows();
  if (count === 0) throw new Error("no predictions to measure: the table is empty");
  return { count, ...mapMetrics(faceScores(predictions), (scores) => mean(scores) ?? Number.NaN) };
}
