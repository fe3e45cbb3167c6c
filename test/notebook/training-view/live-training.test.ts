import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type LiveTraining, liveTraining } from "../../../lib/notebook/training-view/live-training";
import { LossCurve } from "../../../lib/notebook/training-view/loss-curve";
import type { EvaluationReport, StepReport } from "../../../lib/training/history/report";
import { leaveNotebook, pretendNotebook } from "../../display/pretend-notebook";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  leaveNotebook();
});

const steps = 40;

function stepReport(step: number): StepReport {
  const losses = { loss: 2, age_loss: 4.6 - step / 100, gender_loss: 0.7 };
  const rest = { learning_rate: 1e-4, images_per_second: 160, mode: "compiled, float32" };
  return { step, steps, epoch: Math.ceil(step / 20), ...losses, ...rest };
}

function evaluationReport(step: number): EvaluationReport {
  const epoch = step / 20;
  const accuracies = { gender_accuracy: 0.5 + epoch / 8, age_accuracy: 0.05, age_within_5: 0.4, age_within_10: 0.5 };
  const errors = {
    loss: 2,
    age_loss: 3.4,
    gender_loss: 0.6,
    age_error_by_class: 12,
    age_error_by_expected_value: 11 - epoch,
  };
  return { step, epoch, seconds: step / 10, ...errors, ...accuracies };
}

/** Reports a training of 40 steps in two epochs, 100 ms a step, or some of these steps. */
function pretendTraining({ onStep, onEvaluation }: LiveTraining, { from = 1, to = steps } = {}): void {
  for (let step = from; step <= to; step++) {
    vi.advanceTimersByTime(100);
    onStep(stepReport(step));
    if (step % 20 === 0) onEvaluation(evaluationReport(step));
  }
}

/** The points of each curve that is drawn. */
function curvesOf(html: string): number[] {
  const polylines = [...html.matchAll(/<polyline points="([^"]*)"/g)];
  return polylines.map(([, points = ""]) => points.split(" ").filter(Boolean).length);
}

test("in a notebook one display is updated at most twice a second", () => {
  const { displays } = pretendNotebook();
  pretendTraining(liveTraining());
  expect(displays).toHaveLength(1);
  const [states = []] = displays;
  expect(states).toHaveLength(8); // at 0.1, 0.6 … 3.6 s
  const html = String(states[7]?.["text/html"]);
  expect(html).toContain("Training: step 36 of 40, epoch 2, 160 images per second, 0.4 s left");
  expect(html).toContain("age error 10.0 years, gender accuracy 62.5 %");
  expect(curvesOf(html)).toEqual([36, 36, 1, 36, 36, 1, 0, 1, 0, 1]); // of losses: each, running mean, validation
});

test("at the end the same display is a chart of the whole training", async () => {
  const cell = pretendNotebook();
  const live = liveTraining();
  pretendTraining(live);
  live.onEnd({ state: "finished", message: "" });
  await cell.end();
  expect(cell.displays).toHaveLength(1);
  const last = cell.displays[0]?.pop() ?? {};
  expect(Object.keys(last)).toEqual(["application/vnd.vegalite.v5+json", "image/svg+xml", "text/plain"]);
  expect(last["text/plain"]).toBe("Training: 40 steps in 4.0 s, compiled, float32");
  expect(last["image/svg+xml"]).toContain("Validation: age error 9.0 years, gender accuracy 75.0 %");
  const { concat } = JSON.parse(JSON.stringify(last["application/vnd.vegalite.v5+json"]));
  expect(concat[0].data.values).toHaveLength(40);
  expect(concat[0].data.values[39]).toMatchObject({ step: 40, raw: 4.2 });
  expect(concat[0].layer[2].data.values).toEqual([
    { step: 20, value: 3.4 },
    { step: 40, value: 3.4 },
  ]);
  expect(concat[2].data.values).toEqual([
    { step: 20, value: 10 },
    { step: 40, value: 9 },
  ]);
  expect(concat[3].data.values[1]).toEqual({ step: 40, value: 0.75 });
});

test.each(["stopped", "failed"] as const)(
  "so it is when the training %s before its first evaluation",
  async (state) => {
    const cell = pretendNotebook();
    const live = liveTraining();
    pretendTraining(live, { to: 12 });
    live.onEnd({ state, message: "" });
    await cell.end();
    const last = cell.displays[0]?.pop() ?? {};
    expect(last["text/plain"]).toBe(`Training: ${state} after step 12 of 40, 1.2 s, compiled, float32`);
    const { concat } = JSON.parse(JSON.stringify(last["application/vnd.vegalite.v5+json"]));
    expect(concat.map((panel: { data: { values: unknown[] } }) => panel.data.values.length)).toEqual([12, 12]);
  },
);

test("a training that fails before its first step shows nothing", async () => {
  const cell = pretendNotebook();
  liveTraining().onEnd({ state: "failed", message: "" });
  await cell.end();
  expect(cell.displays).toEqual([]);
});

test("a training that is resumed has the curves of the steps before; time and speed count from there", async () => {
  const cell = pretendNotebook();
  const live = liveTraining();
  const before = Array.from({ length: 20 }, (_, index) => stepReport(index + 1));
  vi.advanceTimersByTime(60_000);
  live.onResume({ steps: before, evaluations: [evaluationReport(20)] });
  const resumed = String(cell.displays[0]?.[0]?.["text/html"]);
  expect(resumed).toContain("Training: step 20 of 40, epoch 1<");
  expect(curvesOf(resumed)).toEqual([20, 20, 1, 20, 20, 1, 0, 1, 0, 1]);
  pretendTraining(live, { from: 21, to: 30 });
  expect(cell.displays[0]?.at(-1)?.["text/plain"]).toContain("160 images per second, 1.0 s left"); // of step 30
  pretendTraining(live, { from: 31 });
  live.onEnd({ state: "finished", message: "" });
  await cell.end();
  expect(cell.displays[0]?.at(-1)?.["text/plain"]).toBe("Training: 40 steps, the last 20 in 2.0 s, compiled, float32");
});

test("in a program it is a line on stderr", () => {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const isTTY = process.stderr.isTTY;
  process.stderr.isTTY = false;
  const live = liveTraining();
  pretendTraining(live);
  live.onEnd({ state: "finished", message: "" });
  process.stderr.isTTY = isTTY;
  expect(write.mock.calls.map(([text]) => text)).toEqual([
    "Training: step 1 of 40, epoch 1, 160 images per second, 3.9 s left\n",
    "Training: 40 steps in 4.0 s, compiled, float32; age error 9.0 years, gender accuracy 75.0 %\n",
  ]);
});

test("a loss of any length is kept as at most 200 points, whose mean stays", () => {
  const curve = new LossCurve();
  const count = 6400;
  for (let step = 1; step <= count; step++) curve.add(step, step);
  expect(curve.points.length).toBeGreaterThanOrEqual(100);
  expect(curve.points.length).toBeLessThanOrEqual(200);
  expect(curve.points[curve.points.length - 1]?.step).toBe(count);
  const mean = curve.points.reduce((sum, { loss }) => sum + loss, 0) / curve.points.length;
  expect(mean).toBeCloseTo((count + 1) / 2);
  for (const { step, smoothed } of curve.points) expect(smoothed).toBeLessThanOrEqual(step);
});

test("a constant loss is smoothed to itself", () => {
  const curve = new LossCurve();
  for (let step = 1; step <= 1000; step++) curve.add(step, 0.25);
  for (const { loss, smoothed } of curve.points) {
    expect(loss).toBeCloseTo(0.25);
    expect(smoothed).toBeCloseTo(0.25);
  }
});
