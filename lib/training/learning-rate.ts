/** How the learning rate changes from step to step, after a warm-up if there is one. */
export type Schedule = (typeof SCHEDULES)[number];

/**
 * The schedules:
 * - `constant`: the same all the time
 * - `cosine`: along half a cosine down to 0 at the last step (Loshchilov and Hutter 2017, without restarts)
 * - `step`: a tenth of it after half of the steps, and a tenth of that after three quarters (He et al. 2016)
 */
export const SCHEDULES = ["constant", "cosine", "step"] as const;

/** What decides the learning rates of a training. */
export interface LearningRatePlan {
  /** The highest. */
  learningRate: number;
  schedule: Schedule;
  /** Over how many steps it first grows, evenly, up to `learningRate` (Goyal et al. 2017). */
  warmUpSteps: number;
  /** The steps of the whole training. */
  steps: number;
}

/** Another learning rate that a person gave a training on its way. */
export interface LearningRateChange {
  /** The first step with it, counted from 1. */
  step: number;
  /** Takes the place of the plan's. */
  learningRate: number;
}

/** @throws when a number cannot be a learning rate */
export function checkLearningRate(learningRate: number): void {
  if (isLearningRate(learningRate)) return;
  throw new Error(`the learning rate must be above 0 and at most 1, but is ${learningRate}`);
}

/** Whether a value is a number above 0 and at most 1. */
export function isLearningRate(value: unknown): value is number {
  return typeof value === "number" && value > 0 && value <= 1;
}

/**
 * The learning rate of a step.
 *
 * @param step - counted from 1
 * @param changes - in the order of their steps; the schedule goes on where it is, scaled to the new rate
 * @example
 * learningRateAt(50, { learningRate: 1e-3, schedule: "constant", warmUpSteps: 100, steps: 1000 }); // 5e-4
 */
export function learningRateAt(
  step: number,
  plan: LearningRatePlan,
  changes: readonly LearningRateChange[] = [],
): number {
  const { schedule, warmUpSteps, steps } = plan;
  const { learningRate } = changes.filter((change) => change.step <= step).at(-1) ?? plan;
  if (step <= warmUpSteps) return (learningRate * step) / warmUpSteps;
  const progress = (step - 1 - warmUpSteps) / (steps - warmUpSteps); // 0 at first, below 1 at the last step
  switch (schedule) {
    case "constant":
      return learningRate;
    case "cosine":
      return (learningRate * (1 + Math.cos(Math.PI * progress))) / 2;
    case "step":
      return learningRate * (progress < 0.5 ? 1 : progress < 0.75 ? 0.1 : 0.01);
  }
}
