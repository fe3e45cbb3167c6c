import { setImmediate } from "node:timers/promises";
import type { ColumnTable } from "arquero";
import { interruptible } from "../interruptible";
import { bootstrapMean, type Estimate } from "./bootstrap";
import { type GroupDifference, groupDifferences } from "./group-differences";
import { type FaceGroup, faceGroups } from "./groups";
import { faceScores, type Metric, signedAgeErrors } from "./metrics";

/** What is estimated of faces: the metrics, and the mean of the age's expected value less the actual age, in years. */
type Estimated = Metric | "age_bias";

/** What is evaluated of the ages' intervals: the share of them that hold the age, and their width in years. */
type IntervalMetric = "age_in_interval" | "age_interval_width";

/** How well predictions of some faces agree with the truth, with confidence intervals; of the ages' intervals, where there are some. */
export type GroupEvaluation = { count: number } & Record<Estimated, Estimate> &
  Partial<Record<IntervalMetric, Estimate>>;

/** An evaluation of all faces, and of those of each group, see `faceGroups`, where there are some. */
export interface Evaluation {
  all: GroupEvaluation;
  byAge: Record<string, GroupEvaluation>;
  byGender: Record<string, GroupEvaluation>;
  /** Empty where the data set says nothing of it. */
  byEthnicity: Record<string, GroupEvaluation>;
  /** How much each group differs from the other faces, see `groupDifferences`. */
  differences: GroupDifference<ComparedMetric>[];
}

/** In what groups of faces are compared, and how it is called in a table. */
export const COMPARED_METRICS = {
  gender_accuracy: "gender accuracy",
  age_error_by_expected_value: "age MAE",
  age_bias: "age bias",
} as const satisfies Partial<Record<Estimated, string>>;
export type ComparedMetric = keyof typeof COMPARED_METRICS;

/**
 * Evaluates predictions: gender accuracy, the age's mean errors, accuracy, within 5 and within 10 years, each with a
 * bootstrap interval (see `bootstrapMean`), of all faces, by age group, gender and ethnicity; and in what these groups differ.
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
  predictions: ColumnTable,
  { seed, signal }: { seed: number; signal?: AbortSignal },
): Promise<Evaluation> {
  if (predictions.numRows() === 0) throw new Error("no predictions to evaluate: the table is empty");
  return interruptible(signal, async (signal) => {
    const scores = {
      ...faceScores(predictions),
      age_bias: signedAgeErrors(predictions),
      ...intervalScores(predictions),
    };
    const groups = faceGroups(predictions);
    const by = async (kind: FaceGroup["kind"]) => {
      const evaluated: [string, GroupEvaluation][] = [];
      for (const group of groups.filter((group) => group.kind === kind)) {
        evaluated.push([group.name, await evaluateGroup(scores, group.rows, { seed, signal })]);
      }
      return Object.fromEntries(evaluated);
    };
    const { gender_accuracy, age_error_by_expected_value, age_bias } = scores;
    return {
      all: await evaluateGroup(scores, Array.from(age_bias.keys()), { seed, signal }),
      byAge: await by("age"),
      byGender: await by("gender"),
      byEthnicity: await by("ethnicity"),
      differences: await groupDifferences(
        groups,
        { gender_accuracy, age_error_by_expected_value, age_bias },
        { seed, signal },
      ),
    };
  });
}

async function evaluateGroup(
  scores: Record<Estimated, Float64Array> & Partial<Record<IntervalMetric, Float64Array>>,
  rows: readonly number[],
  { seed, signal }: { seed: number; signal: AbortSignal },
): Promise<GroupEvaluation> {
  const estimateOf = async (ofAll: Float64Array) => {
    await setImmediate(); // each takes seconds where there are hundreds of thousands of faces
    signal.throwIfAborted();
    const values = Float64Array.from(rows, (row) => ofAll[row] ?? Number.NaN);
    return bootstrapMean(values, { seed });
  };
  const estimate = (metric: Estimated) => estimateOf(scores[metric]);
  return {
    count: rows.length,
    loss: await estimate("loss"),
    age_loss: await estimate("age_loss"),
    gender_loss: await estimate("gender_loss"),
    gender_accuracy: await estimate("gender_accuracy"),
    age_accuracy: await estimate("age_accuracy"),
    age_within_5: await estimate("age_within_5"),
    age_within_10: await estimate("age_within_10"),
    age_error_by_class: await estimate("age_error_by_class"),
    age_error_by_expected_value: await estimate("age_error_by_expected_value"),
    age_bias: await estimate("age_bias"),
    ...(scores.age_in_interval && { age_in_interval: await estimateOf(scores.age_in_interval) }),
    ...(scores.age_interval_width && { age_interval_width: await estimateOf(scores.age_interval_width) }),
  };
}

/** What each face contributes to what is evaluated of intervals, where the table has them. */
function intervalScores(predictions: ColumnTable): Record<IntervalMetric, Float64Array> | undefined {
  if (!predictions.columnNames().includes("age_low")) return undefined;
  const [low, high] = [predictions.array("age_low"), predictions.array("age_high")];
  return {
    age_in_interval: Float64Array.from(predictions.array("age"), (age, row) =>
      Number(low[row] <= age && age <= high[row]),
    ),
    age_interval_width: Float64Array.from(low, (youngest, row) => high[row] - Number(youngest)),
  };
}
