import type { StepProgress } from "../../training/experiment/train-runs";
import { progressBar } from "../progress/progress";
import { stepWording } from "../progress/progress-wording";

/**
 * Shows how far a run is, one of several that are trained in turn: what `trainRuns` takes as `progress`.
 *
 * @param title - which run it is
 * @example
 * await trainRuns(grid({ learningRate: [1e-4, 1e-3] }), optionsOf, { progress: runProgress });
 */
export function runProgress(title: string): StepProgress {
  const bar = progressBar(title, stepWording);
  return (step, steps, before) => {
    if (step > before) bar(step, steps, before); // of a run that was finished before, training itself says so
  };
}
