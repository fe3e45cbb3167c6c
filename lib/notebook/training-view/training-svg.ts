import { extent, nice, ticks } from "d3-array";
import { gridColor, mutedTextColor, palette, textColor } from "../charts/chart-style";
import { Drawing } from "../charts/drawing";
import { type TrainingPanel, trainingPanels } from "./training-panels";
import type { TrainingState } from "./training-state";

const width = 900;
const height = 400;
const margin = 16;
const panelsTop = 66;
const panelWidth = (width - 3 * margin) / 2;
const panelHeight = (height - panelsTop - 2 * margin) / 2;
const faintColor = "#b8c0c6";
const label = { size: 10, color: mutedTextColor };

/**
 * A training under way as one light SVG: a progress bar, and the curves so far. Meant to be drawn twice a second.
 *
 * @param state - one that has made no step yet is shown as empty axes
 * @param earlier - other trainings, whose curves are drawn faintly behind
 */
export function drawTraining(state: TrainingState, earlier: readonly TrainingState[] = []): string {
  const drawing = new Drawing();
  const steps = state.steps || Math.max(1, ...earlier.map(({ step }) => step));
  const behind = earlier.map(trainingPanels);
  if (state.steps > 0) drawProgress(drawing, state);
  else
    drawing.write(earlier.length > 0 ? "The runs before" : "No training yet", margin, 24, { size: 13, weight: "bold" });
  for (const [index, panel] of trainingPanels(state).entries()) {
    const left = margin + (index % 2) * (panelWidth + margin);
    const top = panelsTop + Math.floor(index / 2) * (panelHeight + margin);
    const curves = behind.map((panels) => panels[index]?.points.filter(({ step }) => step <= steps) ?? []);
    drawPanel(drawing, { ...panel, behind: curves }, { steps, left, top });
  }
  return drawing.svg(width, height);
}

function drawProgress(drawing: Drawing, state: TrainingState): void {
  const barWidth = width - 2 * margin;
  const done = round((state.step / state.steps) * barWidth);
  const bar = `x="${margin}" y="34" height="8" rx="4"`;
  const described = state.end === undefined ? state.describeProgress() : state.describeWhole();
  drawing.write(`Training: ${described}`, margin, 24, { size: 13, weight: "bold" });
  drawing.write(state.describeMetrics(), width - margin, 24, { size: 12, color: mutedTextColor, anchor: "end" });
  drawing.shape(`<rect ${bar} width="${barWidth}" fill="${gridColor}"/>`);
  drawing.shape(`<rect ${bar} width="${done}" fill="${palette[0]}"/>`);
}

interface PanelPlace {
  /** Where the axis of steps ends. */
  steps: number;
  left: number;
  top: number;
}

function drawPanel(
  drawing: Drawing,
  panel: TrainingPanel & { behind: readonly TrainingPanel["points"][] },
  { steps, left: panelLeft, top }: PanelPlace,
): void {
  const { title, color, points, raw = [], validation, behind } = panel;
  const [left, right] = [panelLeft + 40, panelLeft + panelWidth];
  const [upper, lower] = [top + 22, top + panelHeight - 18];
  const [low, high] = niceExtent(
    [...points, ...raw, ...(validation ?? []), ...behind.flat()].map(({ value }) => value),
    panel,
  );
  const x = (step: number) => round(left + (step / steps) * (right - left));
  const y = (value: number) => round(lower - ((value - low) / (high - low)) * (lower - upper));
  drawing.write(title, panelLeft, top + 12, { size: 12, weight: "bold" });
  for (const value of ticks(low, high, 4)) {
    drawing.shape(`<path d="M${left},${y(value)}H${right}" stroke="${gridColor}"/>`);
    drawing.write(describeValue(value, panel), left - 6, y(value) + 3.5, { ...label, anchor: "end" });
  }
  drawing.write("step", right, lower + 14, { ...label, anchor: "end" });
  for (const step of ticks(0, steps, 6).filter((step) => x(step) < right - 40)) {
    drawing.write(step.toLocaleString("en-US"), x(step), lower + 14, { ...label, anchor: "middle" });
  }
  const line = (curve: TrainingPanel["points"], stroke: string, strokeWidth: number, opacity: number) => {
    const places = curve.map(({ step, value }) => `${x(step)},${y(value)}`).join(" ");
    const style = `stroke="${stroke}" stroke-width="${strokeWidth}" stroke-opacity="${opacity}"`;
    drawing.shape(`<polyline points="${places}" fill="none" ${style} stroke-linejoin="round"/>`);
  };
  const dots = (curve: TrainingPanel["points"], fill: string) => {
    for (const { step, value } of curve) {
      drawing.shape(`<circle cx="${x(step)}" cy="${y(value)}" r="3" fill="${fill}"/>`);
    }
  };
  for (const curve of behind) {
    line(curve, faintColor, 1, 1);
    if (!panel.raw) dots(curve, faintColor);
  }
  line(raw, color, 1, 0.4);
  line(points, color, 2, 1);
  if (!panel.raw) dots(points, color);
  if (!validation) return;
  line(validation, textColor, 2, 1);
  dots(validation, textColor);
}

function niceExtent(values: number[], { unit }: TrainingPanel): [number, number] {
  const [low = 0, high = 1] = extent(values);
  if (low < high) return nice(low, high, 4);
  return unit === "percent" ? [0, 1] : [low - 0.5, high + 0.5];
}

function describeValue(value: number, { unit }: TrainingPanel): string {
  return unit === "percent" ? `${+(100 * value).toFixed(1)} %` : String(+value.toFixed(3));
}

function round(coordinate: number): number {
  return Math.round(coordinate * 10) / 10;
}
