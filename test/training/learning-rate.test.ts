import { expect, test } from "vitest";
import { learningRateAt, type Schedule } from "../../lib/training/learning-rate";

function rates(schedule: Schedule, steps: number, warmUpSteps = 0): number[] {
  const plan = { learningRate: 8, schedule, warmUpSteps, steps };
  return Array.from({ length: steps }, (_, index) => Number(learningRateAt(index + 1, plan).toFixed(6)));
}

test("constant: the same all the time", () => {
  expect(rates("constant", 3)).toEqual([8, 8, 8]);
});

test("cosine: along half a cosine, not yet 0 in the last step", () => {
  expect(rates("cosine", 4)).toEqual(
    [8, 4 + 4 * Math.SQRT1_2, 4, 4 - 4 * Math.SQRT1_2].map((rate) => Number(rate.toFixed(6))),
  );
});

test("step: a tenth after half, a hundredth after three quarters", () => {
  expect(rates("step", 8)).toEqual([8, 8, 8, 8, 0.8, 0.8, 0.08, 0.08]);
});

test("a warm-up grows evenly to the learning rate, and the schedule begins after it", () => {
  expect(rates("constant", 6, 4)).toEqual([2, 4, 6, 8, 8, 8]);
  expect(rates("cosine", 6, 4)).toEqual([2, 4, 6, 8, 8, 4]);
});
