import path from "node:path";
import type { tf } from "../../engine/tensorflow";
import { initializeWeights } from "../../model/networks/initialize-weights";
import { type OpenRun, weightsFingerprint } from "../run/open-run";
import type { JointStep } from "../step/joint-step";
import type { WeightAverage } from "../step/weight-average";
import { loadNewestCheckpoint } from "./checkpoints";

/** The folder of a run's checkpoints. */
export function checkpointsOf(folder: string): string {
  return path.join(folder, "checkpoints");
}

/**
 * Gives network and optimizer what a run's newest checkpoint holds; where the run has none yet, the network its first weights.
 *
 * @param average - of the network's weights, if there is one: given what the checkpoint holds of it, or begun anew
 * @param say - told of checkpoints that are damaged
 * @returns how many steps the run has made
 * @throws when there is no checkpoint, and the network did not begin with the run's first weights
 */
export async function restoreRun(
  model: tf.LayersModel,
  { jointStep, average }: { jointStep: JointStep; average?: WeightAverage },
  { folder, record, before }: OpenRun,
  say: (text: string) => void = console.log,
): Promise<number> {
  if (before === undefined) return 0;
  const checkpoint = await loadNewestCheckpoint(model, checkpointsOf(folder), say, average?.network);
  if (checkpoint !== undefined) {
    await jointStep.restore(checkpoint.optimizer);
    return checkpoint.place.step;
  }
  const { initialWeights } = record.network;
  if (weightsFingerprint(model) !== initialWeights) await initializeWeights(model);
  if (weightsFingerprint(model) !== initialWeights) {
    throw new Error(
      `the run ${record.name} has no checkpoint, and began with other weights than this network's: choose another name`,
    );
  }
  average?.begin();
  return 0;
}
