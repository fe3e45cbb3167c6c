import { mutedTextColor, panelTitle } from "./chart-style";

/** A value with its interval, as a row of a panel. */
export interface IntervalRow {
  label: string;
  value: number;
  low: number;
  high: number;
  /** What the interval says, which decides the color. */
  verdict: string;
  /** Stands above the value. */
  told: string;
}

/**
 * A panel of a chart with values and their intervals, a row each, and a dashed line to hold them against.
 *
 * @param options - `axis`: the title of the values' axis; `line`: where the dashed line is; `labels`: the rows in their order;
 *   `verdicts`: the scale of their colors; `step`: a row's height, `width` the
 *   panel's, in pixels; `isNamed`: whether the labels are written
 */
export function intervalPanel(
  rows: readonly IntervalRow[],
  options: {
    title: string;
    axis: string;
    line: number;
    labels: readonly string[];
    verdicts: { domain: string[]; range: string[] };
    step: number;
    width?: number;
    isNamed?: boolean;
  },
) {
  const { title, axis, line, labels, verdicts, step, width = 250, isNamed = true } = options;
  const y = {
    field: "label",
    type: "nominal" as const,
    sort: [...labels],
    axis: { title: null, labelLimit: 260, grid: false, labels: isNamed },
  };
  const value = { field: "value", type: "quantitative" as const, scale: { zero: false } };
  const color = {
    field: "verdict",
    type: "nominal" as const,
    title: null,
    scale: verdicts,
    legend: { orient: "bottom" as const, labelLimit: 300 },
  };
  return {
    title: panelTitle(title),
    width,
    height: { step },
    data: { values: [...rows] },
    layer: [
      {
        data: { values: [{ line }] },
        mark: { type: "rule" as const, strokeDash: [4, 3], color: mutedTextColor },
        encoding: { x: { field: "line", type: "quantitative" as const } },
      },
      {
        mark: { type: "rule" as const, strokeWidth: 3 },
        encoding: {
          x: {
            field: "low",
            type: "quantitative" as const,
            scale: { zero: false },
            axis: { title: axis, tickCount: 5, grid: true },
          },
          x2: { field: "high" },
          y,
          color,
        },
      },
      {
        mark: { type: "point" as const, filled: true, size: 90, opacity: 1 },
        encoding: { x: value, y, color },
      },
      {
        mark: { type: "text" as const, dy: -13, fontSize: 10 },
        encoding: { x: value, y, text: { field: "told" } },
      },
    ],
  };
}
