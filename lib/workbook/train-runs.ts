import { interruptible } from "../interrupt";
import type { EvaluationReport } from "../training/history";
import { type TrainOptions, train } from "../training/train";
import { describeDuration } from "./duration";
import { progressBar } from "./progress";
import { countWording, type ProgressWording } from "./progress-wording";

/**
 * Trains a run for each of some settings, one after the other, and shows how far they are.
 *
 * A run of the same name is gone on with, and a finished one is left as it is: what was stopped goes on when it is called
 * again. A run whose training fails, because it diverges for example, is told of, and the next one begins.
 *
 * @param optionsOf - how to train with a setting; the network that it makes is disposed of after its run
 * @returns the names of the runs, in the order of the settings, up to the one that was stopped
 * @throws what `train` throws before its first step: parameters out of their range, or a run that was begun otherwise
 * @example
 * await trainRuns(grid({ learningRate: [1e-4, 1e-3] }), (setting) => ({
 *   model: sharedCnn({ imageSize: 64 }), train: store.train, val: store.val, run: runName(setting), ...setting,
 * }));
 */
export async function trainRuns<Setting>(
  settings: readonly Setting[],
  optionsOf: (setting: Setting) => TrainOptions & { run: string },
): Promise<string[]> {
  return interruptible(undefined, async (signal) => {
    const names: string[] = [];
    for (const [index, setting] of settings.entries()) {
      signal.throwIfAborted();
      const options = optionsOf(setting);
      names.push(options.run);
      try {
        const stopped = await trainOne(
          { signal, ...options },
          `Run ${index + 1} of ${settings.length}, ${options.run}`,
        );
        if (stopped) return names;
      } finally {
        options.model.dispose();
      }
    }
    return names;
  });
}

/** @returns whether it was stopped */
async function trainOne(options: TrainOptions, title: string): Promise<boolean> {
  let [before, steps, failed] = [0, 0, false];
  const evaluations: EvaluationReport[] = [];
  const showProgress = progressBar(title, wordingWith(evaluations));
  try {
    const history = await train({
      ...options,
      resume: true,
      onResume: (reported) => {
        before = reported.steps.length;
      },
      onStep: (report) => {
        steps = report.steps;
        if (report.step < steps) showProgress(report.step, steps, before);
      },
      onEvaluation: (report) => evaluations.push(report),
      onEnd: ({ state }) => {
        failed = state === "failed";
        if (state === "finished") showProgress(steps, steps, before);
      },
    });
    return history.stopped;
  } catch (error) {
    if (!failed) throw error;
    console.log(`${title} failed: ${error instanceof Error ? error.message : error}`);
    return false;
  }
}

function wordingWith(evaluations: readonly EvaluationReport[]): ProgressWording {
  return {
    describe: (state) => `step ${countWording.describe(state)}`,
    describeEnd: ({ title, seconds }) => {
      const last = evaluations[evaluations.length - 1];
      const metrics = last
        ? `, age error ${last.metrics.ageErrorByExpectedValue.toFixed(1)} years, gender accuracy ${(100 * last.metrics.genderAccuracy).toFixed(1)} %`
        : "";
      return `${title}: ${last?.step} steps in ${describeDuration(seconds)}${metrics}`;
    },
  };
}
