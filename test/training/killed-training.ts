/**
 * Trains a run, for train-killed.test.ts to kill: once it is sent which, and goes on with it if it is there. What takes it
 * long, it has loaded before.
 */
import { sharedCnn } from "../../lib/model/networks/shared-cnn";
import { train } from "../../lib/training/train";
import type { TrainOptions } from "../../lib/training/train-options";
import { fakeSplit } from "../model/fake-split";

/** What it is sent. */
export type KilledTraining = Pick<TrainOptions, "run" | "steps" | "checkpointEvery" | "runsFolder">;

process.once("message", (options: KilledTraining) => {
  train({
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
