import type { RandomizedMaps } from "../../model/explanation/randomization-check";
import { type Chart, chart } from "./chart";
import { axisColor } from "./chart-style";

/**
 * How like a network's maps still are to those that it began with, while it forgets its layers: one line of the chart a step, from
 * the outputs down.
 *
 * @param checks - by the methods' names, as `randomizationCheck` returns them
 * @example
 * forgettingChart({ "Grad-CAM": await randomizationCheck(model, gradCam, store.val, options) })
 */
export function forgettingChart(checks: Readonly<Record<string, readonly RandomizedMaps[]>>): Chart {
  const values = Object.entries(checks).flatMap(([method, rows]) =>
    rows.map(({ layer, head, correlation: { value, interval } }) => {
      return { step: `${method}: ${layer}`, head, correlation: value, low: interval[0], high: interval[1] };
    }),
  );
  const lowest = Math.min(-0.2, ...values.map(({ low }) => low));
  const x = (field: string) => ({
    field,
    type: "quantitative" as const,
    title: "rank correlation with the map before",
    scale: { domain: [lowest, 1] },
  });
  const of = {
    y: {
      field: "step",
      type: "nominal" as const,
      sort: [...new Set(values.map(({ step }) => step))],
      axis: { title: null, labelLimit: 260, grid: true },
    },
    yOffset: { field: "head" },
    color: { field: "head", type: "nominal" as const, title: null, legend: { orient: "bottom" as const } },
  };
  return chart({
    title: {
      text: "Maps of a network that forgets",
      subtitle:
        "Layers shuffled from the outputs down to the one named; the mean over the faces, and its 95 % interval",
    },
    data: { values },
    width: 400,
    height: { step: 30, for: "position" },
    layer: [
      {
        data: { values: [{ zero: 0 }] },
        mark: { type: "rule", strokeDash: [4, 3], color: axisColor },
        encoding: { x: x("zero") },
      },
      { mark: { type: "rule", strokeWidth: 3 }, encoding: { x: x("low"), x2: { field: "high" }, ...of } },
      { mark: { type: "point", size: 60, opacity: 1 }, encoding: { x: x("correlation"), ...of } },
    ],
  });
}
