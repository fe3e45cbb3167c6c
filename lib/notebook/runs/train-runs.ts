import { interruptible } from "../../interruptible";
import { progressBar } from "../progress/progress";
import { type RunOptions, type ShowSteps, stepWording, trainInTurn } from "./train-in-turn";

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
  optionsOf: (setting: Setting) => RunOptions | Promise<RunOptions>,
): Promise<string[]> {
  const showSteps = (_: Setting, title: string): ShowSteps => {
    const bar = progressBar(title, stepWording);
    return (step, steps, before) => {
      if (step > before) bar(step, steps, before); // of a run that was finished before, training itself says so
    };
  };
  const work = (signal: AbortSignal) => trainInTurn(settings, optionsOf, showSteps, signal);
  return interruptible(undefined, work, "Stopped; run the cell again to go on.");
}
