import * as aq from "arquero";
import { bootstrapMean, type Estimate } from "./bootstrap";
import { faceScores, type Metric, mapMetrics } from "./metrics";

/** How well predictions of some faces agree with the truth, with confidence intervals. */
export type GroupEvaluation = { count: number } & Record<Metric, Estimate>;

/** An evaluation of all faces, and of those of each age group and gender, where there are some. */
export interface Evaluation {
  all: GroupEvaluation;
  /** By "0-2", "3-9", "10-19" … "60-69", "70+". */
  byAge: Record<string, GroupEvaluation>;
  /** By "female" and "male". */
  byGender: Record<string, GroupEvaluation>;
}

/**
 * The youngest of each age group. They are those of FairFace (Kärkkäinen and Joo, WACV 2021): decades, but small children
 * apart, and the old together, of whom there are few.
 */
const AGE_GROUPS = [0, 3, 10, 20, 30, 40, 50, 60, 70];

/**
 * Evaluates predictions: gender accuracy, the age's mean errors, accuracy, within 5 and within 10 years, each with a
 * bootstrap interval (see `bootstrapMean`), of all faces, by age group and by gender.
 *
 * @param predictions - as `predictFaces` returns them
 * @param options - `seed`: a whole number, the same of which gives the same intervals
 * @throws when there are no rows
 * @example
 * const { all, byGender } = evaluate(predictions, { seed: 1 });
 * all.ageErrorByExpectedValue; // { value: 10.6, interval: [9.8, 11.5] }
 */
export function evaluate(predictions: aq.ColumnTable, { seed }: { seed: number }): Evaluation {
  if (predictions.numRows() === 0) throw new Error("no predictions to evaluate: the table is empty");
  const group = (isIn: (face: { age: number; gender: number }) => boolean) =>
    evaluateGroup(predictions.filter(aq.escape(isIn)), seed);
  const byAge = AGE_GROUPS.map((youngest, place) => {
    const next = AGE_GROUPS[place + 1];
    const name = next === undefined ? `${youngest}+` : `${youngest}-${next - 1}`;
    return [name, group(({ age }) => age >= youngest && age < (next ?? Number.POSITIVE_INFINITY))] as const;
  });
  const byGender = ["female", "male"].map((name, value) => [name, group(({ gender }) => gender === value)] as const);
  return {
    all: evaluateGroup(predictions, seed),
    byAge: Object.fromEntries(byAge.filter(hasFaces)),
    byGender: Object.fromEntries(byGender.filter(hasFaces)),
  };
}

function hasFaces([, { count }]: readonly [string, GroupEvaluation]): boolean {
  return count > 0;
}

function evaluateGroup(predictions: aq.ColumnTable, seed: number): GroupEvaluation {
  const estimates = mapMetrics(faceScores(predictions), (scores) => bootstrapMean(scores, { seed }));
  return { count: predictions.numRows(), ...estimates };
}
