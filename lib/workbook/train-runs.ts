import { interruptible } from "../interrupt";
import { train } from "../training/train";
import type { TrainOptions } from "../training/train-options";
import { describeDuration } from "./duration";
import { progressBar } from "./progress";
import { countWording, type ProgressWording } from "./progress-wording";

/** What `train` is told, but for what this function tells it. */
export type RunOptions = Omit<TrainOptions, "resume" | "onResume" | "onStep" | "onEnd"> & { run: string };

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
export function trainRuns<Setting>(
  settings: readonly Setting[],
  optionsOf: (setting: Setting) => RunOptions,
): Promise<string[]> {
  const work = (signal: AbortSignal) => trainInTurn(settings, optionsOf, signal);
  return interruptible(undefined, work, "Stopped; run the cell again to go on.");
}

async function trainInTurn<Setting>(
  settings: readonly Setting[],
  optionsOf: (setting: Setting) => RunOptions,
  signal: AbortSignal,
): Promise<string[]> {
  const count = settings.length;
  const names: string[] = [];
  for (const [index, setting] of settings.entries()) {
    signal.throwIfAborted();
    const options = optionsOf(setting);
    names.push(options.run);
    try {
      if (!(await trainOne({ signal, ...options }, `Run ${index + 1} of ${count}, ${options.run}`))) continue;
      console.log(`${count - index} of ${count} runs are left: run the cell again to go on.`);
      break;
    } finally {
      options.model.dispose();
    }
  }
  return names;
}

/** @returns whether it was stopped */
async function trainOne(options: RunOptions, title: string): Promise<boolean> {
  let [before, step, failed] = [0, 0, false];
  const showProgress = progressBar(title, stepWording);
  try {
    const history = await train({
      ...options,
      resume: true,
      onResume: (reported) => {
        before = reported.steps.length;
      },
      onStep: (report) => {
        step = report.step;
        if (step < report.steps) showProgress(step, report.steps, before);
      },
      onEnd: ({ state }) => {
        failed = state === "failed";
        if (state === "finished" && step > before) showProgress(step, step, before); // also where it stopped early
      },
    });
    return history.stopped;
  } catch (error) {
    if (!failed) throw error;
    console.log(`${title}, failed: ${error instanceof Error ? error.message : error}`);
    return false;
  }
}

const stepWording: ProgressWording = {
  describe: (state) => `step ${countWording.describe(state)}`,
  describeEnd: ({ title, done, seconds }) => `${title}: ${done} steps in ${describeDuration(seconds)}`,
};
