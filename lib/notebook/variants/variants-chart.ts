import type { ColumnTable } from "arquero";
import { max, ticks } from "d3-array";
import type { ConstantAnswer } from "../../model/constant-answer";
import { variantCurves } from "../../training/experiment/variant-means";
import { type Chart, chart } from "../charts/chart";
import { colorScale, panelTitle } from "../charts/chart-style";
import { ageError, genderAccuracy, metricFormat, metricTicks, type RunMetric } from "../runs/run-metrics";

/** A loss and an error of each head. */
const metrics: readonly RunMetric[] = [
  { column: "age_loss", title: "age loss", better: "lower", unit: "number" },
  ageError,
  { column: "gender_loss", title: "gender loss", better: "lower", unit: "number" },
  genderAccuracy,
];

/**
 * The validation curves of an experiment's variants: a line through the means of their runs, in a band from the least to the
 * greatest. What a variant did not learn is not drawn. Pointing at an evaluation shows its values.
 *
 * @param evaluations - as `trainVariants` returns them
 * @param constant - what the same answer to every face is worth, which is a dashed line
 * @param x - what the curves are drawn over: epochs, or seconds of training, evaluations included, in the mean of the runs
 * @throws when no run is finished
 * @example
 * variantsChart(evaluations, constantAnswer(store.train, store.val))
 */
export function variantsChart(
  evaluations: ColumnTable,
  constant: ConstantAnswer,
  x: "epoch" | "seconds" = "epoch",
): Chart {
  if (evaluations.numRows() === 0) throw new Error("No run of the experiment is finished: train one first.");
  const curves = variantCurves(evaluations);
  const variants: string[] = [...new Set<string>(Array.from(curves.array("variant")))];
  const color = {
    field: "variant",
    type: "nominal" as const,
    title: null,
    scale: colorScale(variants),
    legend: { orient: "bottom" as const, columns: 4, labelLimit: 300, symbolOpacity: 1 },
  };
  return chart({
    title: {
      text: "Validation, by variant",
      subtitle: "Lines: the mean of the runs; bands: from the least to the greatest; dashed: always the same answer",
    },
    concat: metrics.flatMap((metric) => {
      const points = pointsOf(curves, metric, x);
      return points.length > 0 ? panel(points, metric, constant[metric.column], { x, color }) : [];
    }),
    columns: 2,
    spacing: 24,
    resolve: { scale: { color: "shared" } },
  });
}

/** A metric at an evaluation of a variant. */
interface Point {
  variant: string;
  x: number;
  runs: number;
  mean: number;
  low: number;
  high: number;
}

function pointsOf(curves: ColumnTable, { column }: RunMetric, x: string): Point[] {
  const short = (name: string, row: number) => Number(Number(curves.get(name, row)).toPrecision(4));
  return Array.from(curves.array("variant"), (variant, row): Point => {
    const [mean, low, high] = [short(column, row), short(`${column}_low`, row), short(`${column}_high`, row)];
    return { variant: String(variant), x: short(x, row), runs: curves.get("runs", row), mean, low, high };
  }).filter(({ mean }) => Number.isFinite(mean));
}

function panel(
  points: Point[],
  { title, unit }: RunMetric,
  constant: number | undefined,
  { x, color }: { x: "epoch" | "seconds"; color: object },
) {
  const axis = { title: null, tickCount: 5, ...metricTicks(unit) };
  const last = max(points, (point) => point.x) ?? 1;
  const y = (field: "mean" | "low") => ({ field, type: "quantitative" as const, scale: { zero: false }, axis });
  const shared = {
    x: {
      field: "x",
      type: "quantitative" as const,
      scale: { zero: true, nice: false },
      axis: {
        title: x === "epoch" ? "epoch" : "seconds of training",
        values: ticks(0, last, Math.min(6, last)),
        format: "~g",
      },
    },
    color,
  };
  return {
    title: panelTitle(title),
    width: 340,
    height: 170,
    data: { values: points },
    layer: [
      {
        data: { values: constant === undefined ? [] : [{ constant }] },
        mark: { type: "rule" as const, strokeDash: [4, 3] },
        encoding: {
          y: { field: "constant", type: "quantitative" as const, scale: { zero: false }, axis },
        },
      },
      { mark: { type: "area" as const, opacity: 0.2 }, encoding: { ...shared, y: y("low"), y2: { field: "high" } } },
      { mark: { type: "line" as const }, encoding: { ...shared, y: y("mean") } },
      {
        mark: { type: "point" as const, filled: true, size: 36, opacity: 1 },
        encoding: {
          ...shared,
          y: y("mean"),
          tooltip: [
            { field: "variant" },
            { field: "x", title: x, type: "quantitative" as const, format: ".3~g" },
            ...(["mean", "low", "high"] as const).map((field) => ({ field, ...metricFormat(unit) })),
            { field: "runs" },
          ],
        },
      },
    ],
  };
}
