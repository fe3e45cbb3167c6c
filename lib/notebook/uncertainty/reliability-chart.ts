import type { CalibrationCheck } from "../../model/uncertainty/check-calibration";
import type { Reliability } from "../../model/uncertainty/reliability";
import { type Chart, chart } from "../charts/chart";
import { axisColor, colorScale, panelTitle } from "../charts/chart-style";

/**
 * How sure both heads are, and how often they are right: a dot for each bin of faces, with a pale bar where it would be by chance for a
 * head that is as often right as it says. On the dashed line the two are the same; below it, a head is too sure of itself.
 *
 * @param checks - of the same faces, by what was checked, as `checkCalibration` returns them
 * @example
 * reliabilityChart({ "as it is": checkCalibration(answers, store.test) })
 */
export function reliabilityChart(checks: Record<string, CalibrationCheck>): Chart {
  const color = {
    field: "network",
    type: "nominal" as const,
    title: null,
    scale: colorScale(Object.keys(checks)),
    legend: { orient: "bottom" as const, symbolOpacity: 1 },
  };
  const panel = (title: string, head: "age" | "gender") => {
    const bins = Object.entries(checks).flatMap(([network, { [head]: checked }]) => rowsOf(network, checked));
    const shown = bins.flatMap(({ confidence, accuracy, low, high }) => [confidence, accuracy, low, high]);
    const [least, surest] = [Math.min(...shown), Math.max(...shown)];
    const scale = { domain: [least, surest], nice: true };
    const axis = { format: "%", tickCount: 5 };
    const x = { field: "confidence", type: "quantitative" as const, title: "how sure", scale, axis };
    const y = { type: "quantitative" as const, title: "how often right", scale, axis };
    return {
      title: panelTitle(title),
      width: 270,
      height: 270,
      data: { values: bins },
      layer: [
        {
          data: { values: [least, surest].map((confidence) => ({ confidence, same: confidence })) },
          mark: { type: "line" as const, strokeDash: [4, 3], strokeWidth: 1.5, color: axisColor },
          encoding: { x, y: { ...y, field: "same" } },
        },
        {
          mark: { type: "rule" as const, strokeWidth: 5, opacity: 0.25 },
          encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" }, color },
        },
        {
          mark: { type: "line" as const, strokeWidth: 1.5, point: { size: 45, opacity: 1 } },
          encoding: { x, y: { ...y, field: "accuracy" }, color },
        },
      ],
    };
  };
  return chart({
    title: {
      text: "How sure, and how often right",
      subtitle:
        "As many faces a dot; pale: where 95 of 100 dots would be if the network were as often right as it says",
    },
    hconcat: [panel("age, to the year", "age"), panel("gender", "gender")],
    spacing: 36,
  });
}

function rowsOf(network: string, { bins }: Reliability) {
  return bins.map(({ confidence, accuracy, byChance: [low, high] }) => ({ network, confidence, accuracy, low, high }));
}
