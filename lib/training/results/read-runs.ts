import { readdir } from "node:fs/promises";
import path from "node:path";
import { type ColumnTable, from, table } from "arquero";
import { EVALUATION_COLUMNS, type EvaluationReport, STEP_COLUMNS } from "../history/report";
import { isVacant, RUNS_FOLDER } from "../run/run-folder";
import { EVALUATIONS_FILE, STEPS_FILE } from "../run/run-log";
import { type ParameterValue, type RunRecord, readRun, stateOf } from "../run/run-record";
import { readRows } from "../run/table-file";

/** Where runs are read, and who is told. */
export interface ReadRunsOptions {
  /** The folder of all runs. Default `var/runs`. */
  runsFolder?: string;
  /** Told of each folder that holds other things than a run. Default `console.log`. */
  onMessage?: (text: string) => void;
}

/**
 * All runs as a table, in the order in which they were begun; those that are under way too, as far as they are.
 *
 * @returns the columns `run, state, started, seconds, steps_done`; `network`, its name, and `weights`, how many it has; one
 *   for each parameter (such as `learningRate`), empty in runs that have none of that name, and `learningRateChanges`, such as
 *   "0.001 from step 120", where a run's learning rate was changed on its way; `train_count, val_count, data`
 *   and `code`, `data` and `code` being fingerprints; the last evaluation's metrics as in a history's `evaluations`; and
 *   `best_step`
 * @example
 * (await readRuns()).select("run", "learningRate", "gender_accuracy").orderby(desc("gender_accuracy"))
 */
export async function readRuns({ runsFolder = RUNS_FOLDER, onMessage }: ReadRunsOptions = {}): Promise<ColumnTable> {
  const records = await readRecords(runsFolder, onMessage);
  const parameters = [...new Set(records.flatMap((record) => Object.keys(parametersOf(record))))];
  const rows = await Promise.all(
    records.map((record) => rowOf(record, path.join(runsFolder, record.name), parameters)),
  );
  return rows.length > 0 ? from(rows) : table({ run: [] });
}

async function rowOf(record: RunRecord, folder: string, parameters: string[]) {
  const evaluations = readRows(path.join(folder, EVALUATIONS_FILE), EVALUATION_COLUMNS);
  const { train, val } = record.data;
  const { step: _, epoch: __, seconds, ...metrics } = evaluations.at(-1) ?? NO_EVALUATION;
  const values = parametersOf(record);
  return {
    run: record.name,
    state: await stateOf(folder, record),
    started: new Date(record.started),
    seconds,
    steps_done: readRows(path.join(folder, STEPS_FILE), ["step"]).length,
    network: record.network.name,
    weights: record.network.weights,
    ...Object.fromEntries(parameters.map((name) => [name, values[name]])),
    train_count: train.count,
    val_count: val.count,
    data: `${train.fingerprint} ${val.fingerprint}`,
    code: record.code.fingerprint,
    ...metrics,
    best_step: record.best?.step,
  };
}

/** With the changes of the learning rate as a text, if there are any: they decide what is learned, as parameters do. */
function parametersOf({ parameters, learningRateChanges }: RunRecord): Record<string, ParameterValue> {
  if (learningRateChanges === undefined) return parameters;
  const changes = learningRateChanges.map(({ step, learningRate }) => `${learningRate} from step ${step}`);
  return { ...parameters, learningRateChanges: changes.join(", ") };
}

/** The same fields, for a run that has not come to its first evaluation. */
const NO_EVALUATION: Partial<EvaluationReport> = Object.fromEntries(
  EVALUATION_COLUMNS.map((column) => [column, undefined]),
);

/** The curves of runs. */
export interface RunCurves {
  /** A history's `evaluations`, of all runs one after the other, with a column `run`. */
  evaluations: ColumnTable;
  /** A history's `steps`, likewise. */
  steps: ColumnTable;
}

/**
 * What runs measured on the way.
 *
 * @param names - of the runs; all if left out
 */
export async function readCurves(names?: readonly string[], options: ReadRunsOptions = {}): Promise<RunCurves> {
  const { runsFolder = RUNS_FOLDER, onMessage } = options;
  const chosen = names ?? (await readRecords(runsFolder, onMessage)).map(({ name }) => name);
  const read = <Column extends string>(file: string, columns: readonly Column[]) => {
    const rows = chosen.flatMap((run) =>
      readRows(path.join(runsFolder, run, file), columns).map((row) => ({ run, ...row })),
    );
    return rows.length > 0 ? from(rows) : table(Object.fromEntries(["run", ...columns].map((column) => [column, []])));
  };
  return { evaluations: read(EVALUATIONS_FILE, EVALUATION_COLUMNS), steps: read(STEPS_FILE, STEP_COLUMNS) };
}

async function readRecords(runsFolder: string, say: (text: string) => void = console.log): Promise<RunRecord[]> {
  const names = await readdir(runsFolder).catch((): string[] => []);
  const records: RunRecord[] = [];
  for (const name of names.filter((name) => !name.startsWith("."))) {
    const folder = path.join(runsFolder, name);
    try {
      records.push(await readRun(folder));
    } catch (error) {
      if (!(await isVacant(folder))) say(error instanceof Error ? error.message : String(error));
    }
  }
  return records.sort((a, b) => a.started.localeCompare(b.started));
}
