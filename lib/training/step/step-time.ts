import { setImmediate } from "node:timers/promises";
import { median } from "d3-array";
import type { tf } from "../../engine/tensorflow";
import type { Batch } from "../../images/batches";
import { imageSizeOf } from "../../model/forward";
import { createJointStep } from "./joint-step";

/** How long steps of training take, in seconds. */
export interface StepTime {
  /** The first step, in which the graph of all of them is made. */
  firstStep: number;
  /** The median of those after it. */
  step: number;
}

const steps = 5;

/**
 * Measures how long a step of training takes a network on this machine: with Adam, on images that show nothing. The event loop
 * runs between steps.
 *
 * @param model - like `sharedCnn`'s; stays the caller's, its weights are changed
 * @throws Error when the network is not one of ages and genders
 * @example
 * const { step } = await stepTime(sharedCnn({ imageSize: 64 }), { batchSize: 16 });
 */
export async function stepTime(model: tf.LayersModel, { batchSize }: { batchSize: number }): Promise<StepTime> {
  const batch = emptyBatch(batchSize, imageSizeOf(model));
  const jointStep = createJointStep(model, { optimizer: "adam", precision: "auto", seed: 1 });
  const seconds: number[] = [];
  try {
    for (let step = 1; step <= 1 + steps; step++) {
      await setImmediate();
      const begun = performance.now();
      jointStep.run(batch, step, { learningRate: 1e-4 });
      seconds.push((performance.now() - begun) / 1000);
    }
  } finally {
    jointStep.dispose();
  }
  const [firstStep = Number.NaN, ...others] = seconds;
  return { firstStep, step: median(others) ?? Number.NaN };
}

function emptyBatch(size: number, imageSize: number): Batch {
  const [ages, genders, rows] = [new Int32Array(size), new Int32Array(size), new Int32Array(size)];
  return { images: new Uint8Array(size * imageSize ** 2 * 3), imageSize, ages, genders, rows, size };
}
