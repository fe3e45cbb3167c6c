import type { ColumnTable } from "arquero";
import { extent, group } from "d3-array";
import type { RunCurves } from "../../training/results/read-runs";
import { type Chart, chart } from "../charts/chart";
import { panelTitle } from "../charts/chart-style";
import { runColor } from "./run-colors";
import { metricFormat, metricTicks, type RunMetric, runMetrics, validationLoss } from "./run-metrics";
import { evaluationPoints, type RunPoint, trainingPoints } from "./run-points";

/**
 * The curves of runs over each other, in one interactive chart: the training loss, smoothed, and the validation metrics.
 *
 * A click on a run in the legend shows it alone, shift and click adds another, a click beside them brings all back.
 * Pointing at a curve shows the run and its values there. Both losses have the same axis, which leaves out the steep fall
 * of the first training steps.
 *
 * @param runs - the runs to draw, as `readRuns` returns them
 * @param curves - of these runs at least, as `readCurves` returns them
 * @param x - what the curves are drawn over: epochs, in which each run has seen as many faces, or steps
 * @param all - the runs among which each has its color, see `runColor`
 * @throws when none of the runs has made a step
 * @example
 * runsChart(await readRuns(), await readCurves())
 */
export function runsChart(runs: ColumnTable, curves: RunCurves, x: "epoch" | "step" = "epoch", all = runs): Chart {
  const trained = trainingPoints(runs, curves.steps);
  const evaluated = evaluationPoints(runs, curves.evaluations);
  if (trained.length === 0) throw new Error("None of these runs has made a step: train one first.");
  const losses = { domain: lossDomain(trained, evaluated), zero: false };
  const trainingLoss = { ...validationLoss, title: "training loss, smoothed" };
  const color = runColor(runs, all);
  const panels = [
    panel({ x, color, metric: trainingLoss, points: trained, told: [trainingLoss], scale: losses, isTraining: true }),
    ...runMetrics.map((metric) => {
      const scale: object = metric === validationLoss ? losses : { zero: false };
      return panel({ x, color, metric, points: evaluated, told: runMetrics, scale, isTraining: false });
    }),
  ];
  return chart({
    title: {
      text: "The curves of the runs",
      subtitle: "Click a run in the legend to see it alone, with shift to add it; point at a curve for its values",
    },
    concat: panels,
    columns: 2,
    spacing: 24,
    resolve: { scale: { color: "shared" } },
  });
}

interface Panel {
  x: "epoch" | "step";
  color: ReturnType<typeof runColor>;
  /** What is drawn. */
  metric: RunMetric;
  points: RunPoint[];
  /** What is told of a point. */
  told: readonly RunMetric[];
  scale: object;
  /** Whether its points are those of training: dense, and the first ones above the frame. */
  isTraining: boolean;
}

function panel({ x, color, metric: { column, title, unit }, points, told, scale, isTraining }: Panel) {
  const pointedAt = { param: `pointed at ${title}`.replace(/\W+/g, "_"), empty: false };
  // Runs are chosen in the legend for all panels; one of them must own the selection.
  const choice = { name: "chosen", select: { type: "point" as const, fields: ["run"] }, bind: "legend" as const };
  return {
    title: panelTitle(title),
    width: 340,
    height: 170,
    data: { values: points },
    encoding: {
      x: {
        field: x,
        type: "quantitative" as const,
        scale: { zero: true, nice: false },
        axis: { title: x, tickCount: 6, tickMinStep: 1 },
      },
      y: {
        field: column,
        type: "quantitative" as const,
        scale,
        axis: { title: null, tickCount: 5, ...metricTicks(unit) },
      },
      color,
    },
    layer: [
      {
        params: isTraining ? [choice] : [],
        mark: { type: "line" as const, clip: true },
        encoding: { opacity: { condition: { param: "chosen", value: 1 }, value: 0.1 } },
      },
      {
        params: [
          {
            name: pointedAt.param,
            select: { type: "point" as const, on: "pointerover", clear: "pointerout", nearest: true },
          },
        ],
        transform: [{ filter: { param: "chosen" } }],
        mark: { type: "point" as const, filled: true, clip: isTraining },
        encoding: {
          size: { condition: { ...pointedAt, value: 110 }, value: 36 },
          // Where the points are dense, only the one that is pointed at is seen.
          opacity: { condition: { ...pointedAt, value: 1 }, value: isTraining ? 0 : 1 },
          tooltip: [
            { field: "run" },
            { field: "epoch", type: "quantitative" as const, format: ".2~f" },
            { field: "step" },
            ...told.map((metric) => ({ field: metric.column, title: metric.title, ...metricFormat(metric.unit) })),
          ],
        },
      },
    ],
  };
}

/** All of validation, and of training all but the steep fall of each run's first steps. */
function lossDomain(trained: RunPoint[], evaluated: RunPoint[]): (number | undefined)[] {
  const afterTheFall = Array.from(group(trained, ({ run }) => run).values()).flatMap((points) =>
    points.slice(Math.min(points.length - 1, Math.ceil(points.length / 20))),
  );
  const [low, high] = extent([...afterTheFall, ...evaluated], ({ loss }) => loss);
  return [low, high];
}
