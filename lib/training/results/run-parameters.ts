import type { ColumnTable } from "arquero";
import { EVALUATION_COLUMNS } from "../history/report";

/** The columns of a table of runs that are no parameters. */
const OTHER_COLUMNS: readonly string[] = [
  ...["run", "state", "started", "seconds", "steps_done", "train_count", "val_count", "data", "code", "best_step"],
  ...EVALUATION_COLUMNS,
];

/**
 * The parameters of runs that make a difference to what is learned, the network among them: `checkpointEvery` does not,
 * `steps` follows from `epochs`, and `evaluateEvery` from the batch size where each epoch ends with an evaluation. How many
 * `weights` a network has follows from its name, unless there are several of one name and image size.
 *
 * @param runs - as `readRuns` returns them
 * @returns `varied`, those in which the runs differ, and `common`, those that are the same in all
 */
export function runParameters(runs: ColumnTable): { varied: string[]; common: string[] } {
  const names = runs.columnNames().filter((name) => !OTHER_COLUMNS.includes(name) && !isConsequence(name, runs));
  const isVaried = (name: string) => new Set(runs.array(name)).size > 1;
  return { varied: names.filter(isVaried), common: names.filter((name) => !isVaried(name)) };
}

function isConsequence(name: string, runs: ColumnTable): boolean {
  if (name === "checkpointEvery" || name === "steps") return true;
  if (name === "weights")
    return distinct(runs, ["network", "imageSize", "weights"]) === distinct(runs, ["network", "imageSize"]);
  if (name !== "evaluateEvery") return false;
  return Array.from(runs.array(name)).every((steps, row) => steps === stepsPerEpoch(runs, row));
}

/** How many different rows there are of some columns. */
function distinct(runs: ColumnTable, columns: string[]): number {
  return runs.select(columns).dedupe().numRows();
}

/**
 * How many steps an epoch of a run has.
 *
 * @param row - the run's, from 0
 */
export function stepsPerEpoch(runs: ColumnTable, row: number): number {
  return Math.ceil(runs.get("train_count", row) / runs.get("batchSize", row));
}
