import type { ColumnTable } from "arquero";
import { columnsText } from "../../display/formatted-columns";
import type { RunOutcome } from "../../training/sweep/sweep";

/** A column of metrics: its title of two lines, that of the evaluations, and how many digits follow the point. */
type MetricColumn = [firstLine: string, secondLine: string, column: string, digits: number];

const metricColumns: readonly MetricColumn[] = [
  ["best", "epoch", "epoch", 0],
  ["validation", "loss", "loss", 4],
  ["gender", "accuracy", "gender_accuracy", 3],
  ["age MAE (years)", "by class", "age_error_by_class", 2],
  ["age MAE (years)", "by expected value", "age_error_by_expected_value", 2],
];

/**
 * The runs of a sweep as text, the best first: their settings, how they stand, and the metrics of their evaluation with the
 * lowest validation loss. Runs without one come last.
 *
 * @param outcomes - what became of the runs; each has the same parameters
 * @param evaluations - those of the runs, as `readCurves` gives them
 */
export function sweepTable(outcomes: readonly RunOutcome[], evaluations: ColumnTable): string {
  const names = Array.from(evaluations.array("run"), String);
  const losses = Array.from(evaluations.array("loss"), Number);
  const ranked = outcomes
    .map((outcome) => {
      const rows = [...names.keys()].filter((row) => names[row] === outcome.run.name);
      const loss = (row: number | undefined) => (row === undefined ? Infinity : (losses[row] ?? Infinity));
      const best = rows.sort((a, b) => loss(a) - loss(b))[0];
      return { ...outcome, best, loss: loss(best) };
    })
    .sort((a, b) => (a.loss === b.loss ? 0 : a.loss - b.loss));
  const parameters = Object.keys(outcomes[0]?.run.settings ?? {});
  return columnsText([
    ...parameters.map((parameter, place) => ({
      name: "",
      align: place === 0 ? ("left" as const) : ("right" as const),
      cells: [parameter, ...ranked.map(({ run }) => String(run.settings[parameter]))],
    })),
    { name: "", align: "right", cells: ["state", ...ranked.map(({ state }) => state)] },
    ...metricColumns.map(([first, second, column, digits]) => ({
      name: first,
      align: "right" as const,
      cells: [
        second,
        ...ranked.map(({ best }) => (best === undefined ? "–" : Number(evaluations.get(column, best)).toFixed(digits))),
      ],
    })),
  ]);
}
