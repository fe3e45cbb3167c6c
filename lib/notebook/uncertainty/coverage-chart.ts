import type { Estimate } from "../../model/bootstrap";
import type { Evaluation, GroupEvaluation } from "../../model/evaluate";
import { type Chart, chart } from "../charts/chart";
import { axisColor } from "../charts/chart-style";

/**
 * How many of the ages their intervals hold, and how wide the intervals are: for all faces, by age group and by gender, each with its
 * bootstrap interval.
 *
 * @param evaluation - of predictions with intervals
 * @param level - the share that was promised, a dashed line
 * @throws when the predictions have no intervals
 * @example
 * coverageChart(await evaluate(await predictFaces(withIntervals(predictor, calibration, 0.9), store.test), { seed }), 0.9)
 */
export function coverageChart({ all, byAge, byGender }: Evaluation, level: number): Chart {
  const groups: [string, GroupEvaluation][] = [["all", all], ...Object.entries(byAge), ...Object.entries(byGender)];
  const panel = (title: string, estimateOf: (group: GroupEvaluation) => Estimate | undefined, format: string) => {
    const rows = groups.map(([name, group]) => {
      const estimate = estimateOf(group);
      if (estimate === undefined) throw new Error("There are no intervals to draw: predict with withIntervals.");
      const { value, interval } = estimate;
      return { group: `${name} (${group.count})`, value, low: interval[0], high: interval[1] };
    });
    const order = rows.map(({ group }) => group);
    const y = { field: "group", type: "nominal" as const, sort: order, axis: { title: null } };
    const axis = { format, tickCount: 5, grid: true };
    const x = { type: "quantitative" as const, title, scale: { domainMin: 0, nice: true }, axis };
    return {
      width: 250,
      height: { step: 26 },
      data: { values: rows },
      layer: [
        {
          mark: { type: "rule" as const, strokeWidth: 3, color: axisColor },
          encoding: { x: { ...x, field: "low" }, x2: { field: "high" }, y },
        },
        {
          mark: { type: "point" as const, size: 90, opacity: 1 },
          encoding: { x: { ...x, field: "value" }, y },
        },
      ],
    };
  };
  const held = panel("share of the ages that are held", ({ age_in_interval }) => age_in_interval, "%");
  const promised = {
    data: { values: [{ level }] },
    mark: { type: "rule" as const, strokeDash: [4, 3] },
    encoding: { x: { field: "level", type: "quantitative" as const } },
  };
  return chart({
    title: {
      text: `Intervals that are to hold ${Math.round(100 * level)} of 100 ages`,
      subtitle: "By the true age and gender, in brackets how many faces; gray: 95 % bootstrap intervals",
    },
    hconcat: [
      { ...held, layer: [promised, ...held.layer] },
      panel("mean width of the intervals (years)", ({ age_interval_width }) => age_interval_width, "d"),
    ],
    spacing: 28,
  });
}
