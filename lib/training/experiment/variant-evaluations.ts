import path from "node:path";
import { type ColumnTable, table } from "arquero";
import { median } from "d3-array";
import { EVALUATION_COLUMNS, type EvaluationReport } from "../history/report";
import { runFolder } from "../run/run-folder";
import { EVALUATIONS_FILE, STEPS_FILE } from "../run/run-log";
import { finishedRun, type RunRecord } from "../run/run-record";
import { readRows } from "../run/table-file";
import type { VariantRun } from "./variant-runs";

/** The columns of what an experiment measured. */
const VARIANT_COLUMNS = ["variant", "seed", "run", "code", ...EVALUATION_COLUMNS, "images_per_second"] as const;

/** What says nothing where the age was not learned, and where the gender was not. */
const OF_AGE = EVALUATION_COLUMNS.filter((column) => column.startsWith("age_"));
const OF_GENDER = EVALUATION_COLUMNS.filter((column) => column.startsWith("gender_"));

/**
 * What the runs of an experiment measured, as far as they are finished: a row an evaluation, run after run, in the order
 * in which the runs are given. Of a run that was trained for longer, only what belongs to the experiment.
 *
 * @param runsFolder - the folder of all runs
 * @returns the columns `variant, seed, run`; `code`, a fingerprint; a history's `evaluations`, in which `epoch` is how often
 *   the training faces had been seen, and what a head that was not trained says is left empty, the joint loss with it, as are
 *   losses of the age that are no cross-entropy, which variants cannot be compared by;
 *   and `images_per_second`, the median of the run's training steps, evaluations not counted
 */
export async function variantEvaluations(runs: readonly VariantRun[], runsFolder: string): Promise<ColumnTable> {
  const rows: Partial<Record<string, string | number>>[] = [];
  for (const run of runs) {
    const folder = runFolder(runsFolder, run.run);
    const record = await finishedRun(folder);
    if (record !== undefined) rows.push(...evaluationsOf(run, folder, record));
  }
  return table(Object.fromEntries(VARIANT_COLUMNS.map((column) => [column, rows.map((row) => row[column])])));
}

function evaluationsOf(
  { variant, seed, run, plan }: VariantRun,
  folder: string,
  { code, data, parameters }: RunRecord,
) {
  const ofExperiment = ({ step }: { step: number }) => step <= plan.steps;
  const trained = readRows(path.join(folder, STEPS_FILE), ["step", "images_per_second"]).filter(ofExperiment);
  const evaluations = readRows(path.join(folder, EVALUATIONS_FILE), EVALUATION_COLUMNS).filter(ofExperiment);
  const stepsPerEpoch = Math.ceil(data.train.count / Number(parameters.batchSize));
  return evaluations.map((row) => ({
    ...{ variant, seed, run, code: code.fingerprint },
    ...learned(row, parameters),
    epoch: row.step / stepsPerEpoch,
    images_per_second: median(trained, ({ images_per_second }) => images_per_second),
  }));
}

/** An evaluation without what was not learned, or not as a cross-entropy. */
function learned(
  row: EvaluationReport,
  { ageWeight, ageLoss = "classes" }: RunRecord["parameters"],
): Partial<EvaluationReport> {
  const empty: string[] = ageLoss === "classes" ? [] : ["age_loss"];
  if (ageWeight === 1) empty.push(...OF_GENDER);
  if (ageWeight === 0) empty.push(...OF_AGE);
  const isEmpty = (column: string) => empty.length > 0 && (column === "loss" || empty.includes(column));
  return Object.fromEntries(Object.entries(row).filter(([column]) => !isEmpty(column)));
}
