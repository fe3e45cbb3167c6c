import type { ColumnTable } from "arquero";
import { extent } from "d3-array";
import { runParameters } from "../../training/results/run-parameters";
import { type Chart, chart } from "../charts/chart";
import { runColor } from "./run-colors";
import { metricFormat, metricTicks, type RunMetric, runMetrics } from "./run-metrics";

/**
 * The metrics of each run's last evaluation against each parameter in which the runs differ: a column a parameter, a row a
 * metric. A line joins runs that differ in that parameter only.
 *
 * Numbers that differ by a factor of four or more are on a logarithmic axis; seeds, texts and the like are beside each
 * other in no scale.
 *
 * @param runs - as `readRuns` returns them
 * @param all - the runs among which each has its color, see `runColor`
 * @throws when no parameter differs, or no run has come to an evaluation
 * @example
 * metricChart(runs.filter("d => d.state === 'finished'"))
 */
export function metricChart(runs: ColumnTable, all = runs): Chart {
  const { varied } = runParameters(runs);
  if (varied.length === 0)
    throw new Error("These runs have the same parameters: there is nothing to draw their metrics against.");
  if (!runs.array("loss").some(Number.isFinite)) throw new Error("None of these runs has come to an evaluation.");
  const scales = varied.map((parameter) => parameterScale(parameter, runs));
  const tooltip = [
    ...["run", ...varied].map((field) => ({ field })),
    ...runMetrics.map(({ column, title, unit }) => ({ field: column, title, ...metricFormat(unit) })),
  ];
  const width = Math.max(140, Math.round(700 / Math.max(1.5, varied.length)) - 60); // of one, as wide as a run's name below
  const color = runColor(runs, all);
  const cell = (metric: RunMetric, parameter: string, column: number) => ({
    width,
    height: 150,
    encoding: {
      x: scales[column],
      y: {
        field: metric.column,
        type: "quantitative" as const,
        scale: { zero: false, padding: 10 },
        axis: { title: column === 0 ? metric.title : null, tickCount: 5, ...metricTicks(metric.unit) },
      },
    },
    layer: [
      {
        mark: { type: "line" as const, color: "#b8c0c6", strokeWidth: 1 },
        encoding: { detail: varied.filter((other) => other !== parameter).map((field) => ({ field })) },
      },
      {
        mark: { type: "point" as const, filled: true, size: 90, opacity: 1 },
        encoding: { color, tooltip },
      },
    ],
  });
  return chart({
    title: {
      text: "Metrics of the last evaluation, by parameter",
      subtitle: "A line joins runs that differ in this parameter only",
    },
    data: { values: runs },
    concat: runMetrics.flatMap((metric) => varied.map((parameter, column) => cell(metric, parameter, column))),
    columns: varied.length,
    spacing: 24,
    resolve: { scale: { color: "shared" } },
  });
}

/** The axis of a parameter, its ticks at the values that were tried as long as they are few. */
function parameterScale(parameter: string, runs: ColumnTable) {
  const values: unknown[] = [...new Set(Array.from(runs.array(parameter)))];
  const title = parameter;
  const numbers = values.filter((value): value is number => typeof value === "number");
  if (numbers.length < values.length || parameter === "seed") {
    return { field: parameter, type: "nominal" as const, axis: { title, labelAngle: 0, grid: false } };
  }
  const [low = 0, high = 0] = extent(numbers);
  const type = low > 0 && high >= 4 * low ? ("log" as const) : ("linear" as const);
  const ticks = numbers.length <= 6 ? { values: numbers } : { tickCount: 5 };
  return {
    field: parameter,
    type: "quantitative" as const,
    scale: { type, nice: false, padding: 20, ...(type === "linear" && { zero: false }) },
    axis: { title, format: "~g", grid: false, ...ticks },
  };
}
