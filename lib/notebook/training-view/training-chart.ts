import { type Chart, chart } from "../charts/chart";
import { panelTitle, textColor } from "../charts/chart-style";
import { metricTicks } from "../runs/run-metrics";
import { type TrainingPanel, trainingPanels } from "./training-panels";
import type { TrainingState } from "./training-state";

/** The curves of a training that has ended, after one step at least, as a chart. */
export function trainingChart(state: TrainingState): Chart {
  const metrics = state.describeMetrics();
  const panels = trainingPanels(state).filter(({ points }) => points.length > 0);
  return chart({
    title: { text: `Training: ${state.describeWhole()}`, ...(metrics && { subtitle: `Validation: ${metrics}` }) },
    concat: panels.map((panel) => view(panel, state.step)),
    columns: 2,
    spacing: 24,
  });
}

function view({ title, color, points, raw, validation, unit }: TrainingPanel, steps: number) {
  const x = { field: "step", type: "quantitative" as const, title: "step", scale: { domain: [0, steps], nice: false } };
  const axis = { title: null, tickCount: 4, ...(unit === "percent" && metricTicks(unit)) };
  const y = (field: string) => ({ field, type: "quantitative" as const, scale: { zero: false }, axis });
  const dots = { type: "line" as const, color: textColor, point: { color: textColor, opacity: 1, size: 40 } };
  const line = { type: "line" as const, color, point: raw ? false : { color, opacity: 1, size: 40 } };
  const values = points.map(({ step, value }, index) => ({
    step,
    value: short(value),
    raw: short(raw?.[index]?.value),
  }));
  const validated = validation?.map(({ step, value }) => ({ step, value: short(value) }));
  return {
    title: panelTitle(title),
    width: 360,
    height: 130,
    data: { values },
    layer: [
      ...(raw ? [{ mark: { ...line, strokeWidth: 1, opacity: 0.4 }, encoding: { x, y: y("raw") } }] : []),
      { mark: line, encoding: { x, y: y("value") } },
      ...(validated ? [{ data: { values: validated }, mark: dots, encoding: { x, y: y("value") } }] : []),
    ],
  };
}

/** Four digits are more than a screen shows; the notebook stays small. */
function short(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Number(value.toPrecision(4));
}
