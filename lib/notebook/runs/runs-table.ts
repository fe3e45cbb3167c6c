import { type ColumnTable, escape as fromRow } from "arquero";
import { asDisplayable, type Displayable } from "../../display/display";
import { columnsBundle, type FormattedColumn } from "../../display/formatted-columns";
import { runParameters } from "../../training/results/run-parameters";
import { describeDuration } from "../progress/duration";
import { type RunMetric, runMetrics } from "./run-metrics";

/**
 * Runs as a table, a row a run: the parameters in which they differ, the metrics of the last evaluation, the time. What
 * differs from the first run is marked, the best of each metric bold; what is the same in all is said in a line below.
 *
 * @param runs - as `readRuns` returns them, in any order, filtered or not
 * @param baseline - the name of the run that comes first, before the others in their order
 * @example
 * runsTable((await readRuns()).orderby("loss"))
 */
export function runsTable(runs: ColumnTable, baseline?: string): Displayable {
  const { columns, notes } = runColumns(runs, baseline);
  return asDisplayable(columnsBundle(columns, notes));
}

/** What {@link runsTable} shows, and the names of the runs in its order. */
export function runColumns(
  runs: ColumnTable,
  baseline?: string,
): { names: string[]; columns: FormattedColumn[]; notes: string[] } {
  if (runs.numRows() === 0) return { names: [], columns: [], notes: ["There are no runs."] };
  const isOther = fromRow(({ run }: { run: string }) => Number(run !== baseline));
  const ordered = runs.reify().orderby(isOther);
  return { names: textsOf(ordered, "run"), columns: formatRuns(ordered), notes: describeCommon(ordered) };
}

function formatRuns(runs: ColumnTable): FormattedColumn[] {
  const states = statesOf(runs);
  const state: FormattedColumn = { name: "state", align: "left", cells: states, ...differences(states) };
  const code = textsOf(runs, "code").map((fingerprint) => fingerprint.slice(0, 7));
  return [
    { name: "run", align: "left", cells: textsOf(runs, "run") },
    ...(isVaried(states) ? [state] : []),
    ...runParameters(runs).varied.map((name) => parameterColumn(name, runs)),
    ...(isVaried(code) ? [{ name: "code", align: "left" as const, cells: code, ...differences(code) }] : []),
    ...runMetrics.map((metric) => metricColumn(metric, runs)),
    {
      name: "time",
      align: "right",
      cells: valuesOf(runs, "seconds").map((seconds) => (isNumber(seconds) ? describeDuration(seconds) : "")),
    },
  ];
}

/** "finished", and of other runs how far they came: "stopped at step 120 of 368". */
function statesOf(runs: ColumnTable): string[] {
  const [steps, done] = [valuesOf(runs, "steps"), valuesOf(runs, "steps_done")];
  return textsOf(runs, "state").map((state, row) =>
    state === "finished" ? state : `${state} at step ${done[row]} of ${steps[row]}`,
  );
}

function parameterColumn(name: string, runs: ColumnTable): FormattedColumn {
  const cells = textsOf(runs, name);
  return { name, align: valuesOf(runs, name).some(isNumber) ? "right" : "left", cells, ...differences(cells) };
}

/** Marks the cells that differ from the first. */
function differences(cells: readonly string[]): Pick<FormattedColumn, "emphasis"> {
  return { emphasis: cells.map((cell) => (cell === cells[0] ? undefined : "marked")) };
}

function metricColumn({ column, title, better, unit }: RunMetric, runs: ColumnTable): FormattedColumn {
  const values = valuesOf(runs, column);
  const numbers = values.filter(isNumber);
  const best = better === "lower" ? Math.min(...numbers) : Math.max(...numbers);
  const format = (value: number) => (unit === "percent" ? `${(100 * value).toFixed(1)} %` : value.toPrecision(4));
  return {
    name: title,
    align: "right",
    cells: values.map((value) => (isNumber(value) ? format(value) : "")),
    emphasis: values.map((value) => (numbers.length > 1 && value === best ? "best" : undefined)),
  };
}

function describeCommon(runs: ColumnTable): string[] {
  const states = statesOf(runs);
  const common = runParameters(runs).common.map((name) => `${name} ${runs.get(name, 0)}`);
  const same = [...(isVaried(states) ? [] : [states[0]]), ...common].join(", ");
  if (runs.numRows() === 1) return [`One run: ${same}.`];
  return [
    `The same in all ${runs.numRows()}: ${same}.`,
    "Marked: what differs from the first. Bold: the best of the last evaluations.",
  ];
}

function valuesOf(runs: ColumnTable, column: string): unknown[] {
  return Array.from(runs.array(column));
}

function textsOf(runs: ColumnTable, column: string): string[] {
  return valuesOf(runs, column).map((value) => (value === undefined ? "" : String(value)));
}

function isVaried(cells: readonly string[]): boolean {
  return new Set(cells).size > 1;
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}
