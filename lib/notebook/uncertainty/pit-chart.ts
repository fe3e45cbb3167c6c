import type { CalibrationCheck } from "../../model/uncertainty/check-calibration";
import { type Chart, chart } from "../charts/chart";
import { axisColor, panelTitle } from "../charts/chart-style";

/**
 * Where in their softmax the true ages lie: a bar for each tenth of it, from the youngest ages on, all a tenth high where the softmax
 * tells how likely each age is. The gray band is where 95 of 100 bars would be then.
 *
 * @param checks - by what was checked, a panel each, as `checkCalibration` returns them
 * @example
 * pitChart({ "as it is": checkCalibration(answers, store.test) })
 */
export function pitChart(checks: Record<string, CalibrationCheck>): Chart {
  const entries = Object.entries(checks);
  const y = { type: "quantitative" as const, title: "share of the faces", axis: { format: "%", tickCount: 5 } };
  const highest = Math.max(...entries.flatMap(([, { ageDistribution }]) => ageDistribution.tenths));
  const scale = { domain: [0, Math.max(0.2, highest)] };
  const panels = entries.map(
    ([
      name,
      {
        ageDistribution: {
          tenths,
          tenthByChance: [low, high],
        },
      },
    ]) => ({
      title: panelTitle(name),
      width: 270,
      height: 170,
      layer: [
        {
          data: { values: tenths.map((share, tenth) => ({ share, from: tenth / 10, to: (tenth + 1) / 10 })) },
          mark: { type: "bar" as const, binSpacing: 1 },
          encoding: {
            x: {
              field: "from",
              type: "quantitative" as const,
              bin: { binned: true, step: 0.1 },
              title: "share of the softmax below the true age",
              axis: { format: "%", values: [0, 0.2, 0.4, 0.6, 0.8, 1] },
            },
            x2: { field: "to" },
            y: { ...y, field: "share", scale },
          },
        },
        {
          data: { values: [{ low, high }] },
          mark: { type: "rect" as const, color: axisColor, opacity: 0.35 },
          encoding: { y: { ...y, field: "low" }, y2: { field: "high" } },
        },
        {
          data: { values: [{ tenth: 0.1 }] },
          mark: { type: "rule" as const, strokeDash: [4, 3] },
          encoding: { y: { ...y, field: "tenth" } },
        },
      ],
    }),
  );
  return chart({
    title: {
      text: "Where in its softmax the true age lies",
      subtitle: "Gray: where 95 of 100 bars would be if the softmax told how likely each age is",
    },
    hconcat: panels,
    spacing: 36,
  });
}
