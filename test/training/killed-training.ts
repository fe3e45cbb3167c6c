/**
 * Trains a run, for train-killed.test.ts to kill: once it is sent which, and goes on with it if it is there. What takes it
 * long, it has loaded before.
 */
import { sharedCnn } from "../../lib/model/networks/shared-cnn";
import { train } from "../../lib/training/train";
import type { TrainOptions } from "../../lib/training/train-options";
import { TrainingControl } from "../../lib/training/training-control";
import { fakeSplit } from "../model/fake-split";

/** What it is sent. */
export interface KilledTraining extends Pick<TrainOptions, "run" | "steps" | "checkpointEvery" | "runsFolder"> {
  /** The learning rate after a step. */
  change?: { after: number; learningRate: number };
  /** After which step it kills itself. */
  killAfter?: number;
}

process.once("message", ({ change, killAfter, ...options }: KilledTraining) => {
  const control = new TrainingControl();
  train({
    control,
    onStep: ({ step }) => {
      if (step === change?.after) control.changeLearningRate(change.learningRate);
      if (step === killAfter) process.kill(process.pid, "SIGKILL");
    },
    model: sharedCnn({ imageSize: 8, filters: [8, 8, 8], units: 512, headUnits: 512 }), // a few MB to be written
    train: fakeSplit({ count: 40 }),
    val: fakeSplit({ count: 8, name: "val" }),
    batchSize: 8,
    precision: "float32",
    resume: true,
    ...options,
  })
    .catch(console.error)
    .finally(() => process.disconnect()); // so that it ends
});
