import { expect, test, vi } from "vitest";
import { TrainingState } from "../../../lib/notebook/training-view/training-state";
import { drawTraining } from "../../../lib/notebook/training-view/training-svg";

/** A training of some steps, of as many as are to be made. */
function training(made: number, steps: number): TrainingState {
  const state = new TrainingState();
  for (let step = 1; step <= made; step++) {
    const measured = { loss: 2, age_loss: 4, gender_loss: 0.7, learning_rate: 1e-4, images_per_second: 80 };
    state.addStep({ step, steps, epoch: 1, mode: "compiled", ...measured });
  }
  return state;
}

/** The points of the curves in a color. */
function curves(svg: string, color: string): number[] {
  const polylines = [...svg.matchAll(/<polyline points="([^"]*)" fill="none" stroke="([^"]*)"/g)];
  return polylines.flatMap(([, points = "", stroke]) =>
    stroke === color ? points.split(" ").filter(Boolean).length : [],
  );
}

test("earlier trainings are drawn faintly behind, as far as the axis of steps goes", () => {
  const svg = drawTraining(training(5, 10), [training(8, 8), training(30, 30)]);
  expect(curves(svg, "#b8c0c6")).toEqual([8, 10, 8, 10, 0, 0, 0, 0]);
  expect(svg.indexOf("#b8c0c6")).toBeLessThan(svg.indexOf('stroke="#3f7f74"'));
});

test("before its first step there are the earlier ones, if there are any", () => {
  expect(drawTraining(new TrainingState())).toContain("No training yet");
  expect(drawTraining(new TrainingState()).match(/>step</g)?.length).toBe(4);
  const svg = drawTraining(new TrainingState(), [training(8, 8)]);
  expect(svg).toContain("The runs before");
  expect(curves(svg, "#b8c0c6")).toEqual([8, 8, 0, 0]);
});

test.each([0.8, 1])("a share that was measured once, %d, is on an axis from none to all", (gender_accuracy) => {
  const state = training(5, 5);
  const losses = { loss: 2, age_loss: 4, gender_loss: 0.7, age_error_by_class: 12, age_error_by_expected_value: 11 };
  const shares = { age_accuracy: 0.05, age_within_5: 0.4, age_within_10: 0.5, gender_accuracy };
  state.evaluations.push({ step: 5, epoch: 1, seconds: 1, ...losses, ...shares });
  const ticks = Array.from(drawTraining(state).matchAll(/>([\d.]+) %</g), ([, text]) => Number(text));
  expect(ticks).toContain(100 * gender_accuracy);
  expect(Math.min(...ticks)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...ticks)).toBeLessThanOrEqual(100);
});

test("the time that a training is paused is not counted", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const state = training(5, 10);
  vi.advanceTimersByTime(5000);
  state.pause();
  vi.advanceTimersByTime(60_000);
  expect(state.describeProgress()).toContain(", 5.0 s left");
  state.goOn();
  vi.advanceTimersByTime(5000);
  expect(state.describeProgress()).toContain(", 10 s left");
  vi.useRealTimers();
});
