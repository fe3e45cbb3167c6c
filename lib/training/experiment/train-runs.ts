import { interruptible } from "../../interruptible";
import { train } from "../train";
import type { TrainOptions } from "../train-options";

/** What `train` is told of a run, but for what `trainRuns` tells it. */
export type RunOptions = Omit<TrainOptions, "resume" | "signal" | "onResume" | "onStep" | "onEnd"> & { run: string };

/**
 * Told how far a run is, and how many of its steps had been made before; at its end as many steps as it made, which are all
 * made before where it was finished, or wanted only its last evaluation.
 */
export type StepProgress = (step: number, steps: number, before: number) => void;

/** Who is told how far runs are, and what stops them. */
export interface TrainRunsOptions<Setting> {
  /** Makes what is told of a run's steps; the title says which run it is, of how many. */
  progress?: (title: string, setting: Setting) => StepProgress | undefined;
  /** Stops the run that is being trained, with a checkpoint, and begins no other, as the stop button of a notebook does. */
  signal?: AbortSignal | undefined;
}

/**
 * Trains a run for each of some settings, one after the other.
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
  optionsOf: (setting: Setting) => RunOptions | Promise<RunOptions>,
  { progress, signal }: TrainRunsOptions<Setting> = {},
): Promise<string[]> {
  const work = async (signal: AbortSignal) => {
    const count = settings.length;
    const names: string[] = [];
    for (const [index, setting] of settings.entries()) {
      signal.throwIfAborted();
      const options = await optionsOf(setting);
      names.push(options.run);
      const title = `Run ${index + 1} of ${count}, ${options.run}`;
      try {
        if (!(await trainOne({ ...options, signal }, title, progress?.(title, setting)))) continue;
        console.log(`${count - index} of ${count} runs are left: start them again to go on.`);
        break;
      } finally {
        options.model.dispose();
      }
    }
    return names;
  };
  return interruptible(signal, work, "Stopped; run the cell again to go on.");
}

/** @returns whether it was stopped */
async function trainOne(
  options: RunOptions & { signal: AbortSignal },
  title: string,
  show: StepProgress | undefined,
): Promise<boolean> {
  let [before, step, failed] = [0, 0, false];
  try {
    const history = await train({
      ...options,
      resume: true,
      onResume: (reported) => {
        step = before = reported.steps.length;
      },
      onStep: (report) => {
        step = report.step;
        if (step < report.steps) show?.(step, report.steps, before);
      },
      onEnd: ({ state }) => {
        failed = state === "failed";
        if (state === "finished") show?.(step, step, before); // also where it stopped early
      },
    });
    return history.stopped;
  } catch (error) {
    if (!failed) throw error;
    console.log(`${title}, failed: ${error instanceof Error ? error.message : error}`);
    return false;
  }
}
