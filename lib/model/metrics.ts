import type { ColumnTable } from "arquero";

/** How well a table of predictions agrees with the truth. */
export interface Metrics {
  /** How many faces were measured. */
  count: number;
  /** The share of faces whose gender is right. */
  genderAccuracy: number;
  /** The share of faces whose age is right to the year. */
  ageAccuracy: number;
  /** The share of faces whose most likely age is at most 10 years off. */
  ageWithin10: number;
  /** Mean absolute error of the most likely age, in years. */
  ageErrorByClass: number;
  /** Mean absolute error of the age's expected value (DEX), in years. */
  ageErrorByExpectedValue: number;
}

/**
 * Measures predictions against the truth.
 *
 * @param predictions - as `predictFaces` returns them, or any rows of them: `age, gender, predicted_age, expected_age,
 *   predicted_gender`
 * @throws when there are no rows
 * @example
 * const women = measure(predictions.filter((face) => face.gender === 0));
 */
export function measure(predictions: ColumnTable): Metrics {
  const count = predictions.numRows();
  if (count === 0) throw new Error("no predictions to measure: the table is empty");
  const ages = predictions.array("age");
  const genders = predictions.array("gender");
  const predictedAges = predictions.array("predicted_age");
  const expectedAges = predictions.array("expected_age");
  const predictedGenders = predictions.array("predicted_gender");
  const sums = { gender: 0, age: 0, within10: 0, errorByClass: 0, errorByExpectedValue: 0 };
  for (let row = 0; row < count; row++) {
    const errorByClass = Math.abs(predictedAges[row] - ages[row]);
    sums.gender += predictedGenders[row] === genders[row] ? 1 : 0;
    sums.age += errorByClass === 0 ? 1 : 0;
    sums.within10 += errorByClass <= 10 ? 1 : 0;
    sums.errorByClass += errorByClass;
    sums.errorByExpectedValue += Math.abs(expectedAges[row] - ages[row]);
  }
  return {
    count,
    genderAccuracy: sums.gender / count,
    ageAccuracy: sums.age / count,
    ageWithin10: sums.within10 / count,
    ageErrorByClass: sums.errorByClass / count,
    ageErrorByExpectedValue: sums.errorByExpectedValue / count,
  };
}
