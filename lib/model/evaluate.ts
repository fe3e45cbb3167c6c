import { setImmediate } from "node:timers/promises";
import * as aq from "arquero";
import { interruptible } from "../interruptible";
import { bootstrapMean, type Estimate } from "./bootstrap";
import { faceScores, type Metric } from "./metrics";

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
 * @param options - `seed`: a whole number, the same of which gives the same intervals; `signal`: stops it, as the stop button
 *   does in a notebook
 * @throws when there are no rows; `Stopped` when it is stopped
 * @example
 * const { all, byGender } = await evaluate(predictions, { seed: 1 });
 * all.age_error_by_expected_value; // { value: 10.6, interval: [9.8, 11.5] }
 */
export async function evaluate(
  predictions: aq.ColumnTable,
  { seed, signal }: { seed: number; signal?: AbortSignal },
): Promise<Evaluation> {
  if (predictions.numRows() === 0) throw new Error("no predictions to evaluate: the table is empty");
  return interruptible(signal, async (signal) => {
    const groups = async (tests: [name: string, isIn: FaceTest][]) => {
      const evaluated: [string, GroupEvaluation][] = [];
      for (const [name, isIn] of tests) {
        const group = predictions.filter(aq.escape(isIn));
        if (group.numRows() > 0) evaluated.push([name, await evaluateGroup(group, seed, signal)]);
      }
      return Object.fromEntries(evaluated);
    };
    return {
      all: await evaluateGroup(predictions, seed, signal),
      byAge: await groups(AGE_GROUPS.map(ageGroup)),
      byGender: await groups(["female", "male"].map((name, value) => [name, ({ gender }) => gender === value])),
    };
  });
}

type FaceTest = (face: { age: number; gender: number }) => boolean;

function ageGroup(youngest: number, place: number): [name: string, isIn: FaceTest] {
  const next = AGE_GROUPS[place + 1];
  const name = next === undefined ? `${youngest}+` : `${youngest}-${next - 1}`;
  return [name, ({ age }) => age >= youngest && age < (next ?? Number.POSITIVE_INFINITY)];
}

async function evaluateGroup(predictions: aq.ColumnTable, seed: number, signal: AbortSignal): Promise<GroupEvaluation> {
  const scores = faceScores(predictions);
  const estimate = async (metric: Metric) => {
    await setImmediate(); // each takes seconds where there are hundreds of thousands of faces
    signal.throwIfAborted();
    return bootstrapMean(scores[metric], { seed });
  };
  return {
    count: predictions.numRows(),
    loss: await estimate("loss"),
    age_loss: await estimate("age_loss"),
    gender_loss: await estimate("gender_loss"),
    gender_accuracy: await estimate("gender_accuracy"),
    age_accuracy: await estimate("age_accuracy"),
    age_within_5: await estimate("age_within_5"),
    age_within_10: await estimate("age_within_10"),
    age_error_by_class: await estimate("age_error_by_class"),
    age_error_by_expected_value: await estimate("age_error_by_expected_value"),
  };
}
