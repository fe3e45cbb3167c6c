import { interruptible } from "../interruptible";
import { imageSizeOf } from "../model/forward";
import { checkAgeHead } from "../model/losses/age-loss";
import type { TrainingHistory } from "./history/history";
import { planTraining } from "./plan";
import { trainRun } from "./resumable/train-run";
import type { TrainOptions } from "./train-options";

/**
 * Trains a network: the training faces newly shuffled each epoch, the joint loss of both heads, an evaluation on the
 * validation faces at the end of each epoch and of the training, a checkpoint every 1,500 steps and at the end.
 *
 * Each training is a run, with a folder of its own that holds its parameters, its measurements as CSV and for TensorBoard,
 * the two newest checkpoints, and the model of the evaluation with the lowest validation loss. A run that was stopped or
 * killed can be gone on with: compiled in float32, the weights are then bit for bit those of a run that was not.
 *
 * `trainingLoop` is how it trains. The event loop runs between steps, so that a notebook's kernel can answer.
 *
 * @returns what was measured on the way, from the run's first step on; up to the stop, if it was stopped
 * @throws when a parameter is out of its range, when the age head does not give what `ageLoss` is of, when there is a run of
 *   that name already or it was begun otherwise, and when loss or weights are no longer numbers: the run's checkpoints are
 *   good then, the network is not
 * @example
 * const { evaluations } = await train({ model, train, val, epochs: 3, run: "first" });
 * await train({ model, train, val, epochs: 6, run: "first", resume: true }); // three epochs more
 */
export function train(options: TrainOptions): Promise<TrainingHistory> {
  const work = async (signal: AbortSignal) => {
    const plan = planTraining(options, options, imageSizeOf(options.model));
    checkAgeHead(options.model, plan.ageLoss);
    return trainRun(options, plan, signal);
  };
  return interruptible(options.signal, work, "Stopped before the training began.");
}
