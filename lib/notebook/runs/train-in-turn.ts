import { train } from "../../training/train";
import type { TrainOptions } from "../../training/train-options";
import { describeDuration } from "../progress/duration";
import { countWording, type ProgressWording } from "../progress/progress-wording";

/** What `train` is told, but for what `trainInTurn` tells it. */
export type RunOptions = Omit<TrainOptions, "resume" | "onResume" | "onStep" | "onEnd"> & { run: string };

/**
 * Told how far a run is, and how many of its steps had been made before; at its end as many steps as it made, which are all
 * made before where it was finished, or wanted only its last evaluation.
 */
export type ShowSteps = (step: number, steps: number, before: number) => void;

/**
 * Trains a run for each of some settings, one after the other. A run of the same name is gone on with, a finished one is
 * left as it is, and one that fails in training is told of.
 *
 * @param optionsOf - how to train with a setting; the network that it makes is disposed of after its run
 * @param showSteps - makes what is told of a run's steps
 * @param signal - stops the run and begins no other
 * @returns the names of the runs, in the order of the settings, up to the one that was stopped
 */
export async function trainInTurn<Setting>(
  settings: readonly Setting[],
  optionsOf: (setting: Setting) => RunOptions | Promise<RunOptions>,
  showSteps: (setting: Setting, title: string) => ShowSteps,
  signal: AbortSignal,
): Promise<string[]> {
  const count = settings.length;
  const names: string[] = [];
  for (const [index, setting] of settings.entries()) {
    signal.throwIfAborted();
    const options = await optionsOf(setting);
    names.push(options.run);
    const title = `Run ${index + 1} of ${count}, ${options.run}`;
    try {
      if (!(await trainOne({ signal, ...options }, title, showSteps(setting, title)))) continue;
      console.log(`${count - index} of ${count} runs are left: run the cell again to go on.`);
      break;
    } finally {
      options.model.dispose();
    }
  }
  return names;
}

/** @returns whether it was stopped */
async function trainOne(options: RunOptions, title: string, show: ShowSteps): Promise<boolean> {
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
        if (step < report.steps) show(step, report.steps, before);
      },
      onEnd: ({ state }) => {
        failed = state === "failed";
        if (state === "finished") show(step, step, before); // also where it stopped early
      },
    });
    return history.stopped;
  } catch (error) {
    if (!failed) throw error;
    console.log(`${title}, failed: ${error instanceof Error ? error.message : error}`);
    return false;
  }
}

/** The words for steps: "step 40 of 69, 35 per second, 0.8 s left", "baseline: 69 steps in 2.0 s". */
export const stepWording: ProgressWording = {
  describe: (state) => `step ${countWording.describe(state)}`,
  describeEnd({ title, done, before, seconds }) {
    if (done === before) return `${title}: ${done} steps, made before`;
    const made = before > 0 ? `${done} steps, the last ${done - before}` : `${done} steps`;
    return `${title}: ${made} in ${describeDuration(seconds)}`;
  },
};
