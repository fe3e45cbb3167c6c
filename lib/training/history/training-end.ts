import type { EvaluationReport } from "./report";

/** How a training ended. */
export interface TrainingEnd {
  state: "finished" | "stopped" | "failed";
  /** For people: where it ended, why, and how to go on; empty for a training that reached its last step. */
  message: string;
}

/** Where a training ended, and where it would have. */
interface Place {
  step: number;
  steps: number;
}

/**
 * The end of a training that a person stopped.
 *
 * @param run - its name
 * @param checkpoint - the folder of what was learned
 */
export function stopped(run: string, { step, steps }: Place, checkpoint: string): TrainingEnd {
  const message =
    step === 0
      ? `Stopped before the first step of the run ${run}.`
      : `Stopped after step ${step} of ${steps}; what was learned is in ${checkpoint}. To go on, train with run: "${run}" and resume: true (npm run train -- --run ${run} --resume).`;
  return { state: "stopped", message };
}

/** The end of a training whose validation got no better for as long as one was willing to wait. */
export function stalled({ step, steps }: Place, best: EvaluationReport | undefined): TrainingEnd {
  return {
    state: "finished",
    message: `Ended after step ${step} of ${steps}: the validation loss was lowest in epoch ${best?.epoch}, and no lower since.`,
  };
}
