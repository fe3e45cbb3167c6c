import { tf } from "../engine/tensorflow";
import { saveModel } from "../model/layers-model";
import { readModelFolder } from "../model/model-folder";

/** How far training was when a checkpoint was taken. */
export interface CheckpointPlace {
  /** Updates of the weights so far. */
  step: number;
  /** The epoch that this step belongs to, from 1. */
  epoch: number;
}

/**
 * Saves a checkpoint: the network as it is now, and how far training is.
 *
 * The folder is a model's folder like any other, so `npm run predict` works from it. It holds the newest checkpoint,
 * which takes the place of the one before once it is whole.
 */
export async function saveCheckpoint(model: tf.LayersModel, folder: string, place: CheckpointPlace): Promise<void> {
  const { step, epoch } = place;
  await saveModel(model, folder, { checkpoint: { step, epoch } });
}

/**
 * Loads a checkpoint's weights into a network of the same layers.
 *
 * @returns how far training was
 * @throws when the folder is not a checkpoint's, is damaged, or was taken of another network; the model is then unchanged
 */
export async function loadCheckpoint(model: tf.LayersModel, folder: string): Promise<CheckpointPlace> {
  const { weightData, weightSpecs, metadata } = await readModelFolder(folder);
  const { checkpoint } = metadata;
  if (!isPlace(checkpoint)) throw new Error(`${folder} holds a network but no checkpoint: it does not say its step`);
  const names = model.weights.map(({ originalName, shape }) => `${originalName} ${shape}`).join();
  if (weightSpecs.map(({ name, shape }) => `${name} ${shape}`).join() !== names) {
    throw new Error(
      `the checkpoint in ${folder} is of a network with other layers; build the network that it was taken of`,
    );
  }
  const weights = tf.io.decodeWeights(weightData, weightSpecs);
  model.loadWeights(weights);
  tf.dispose(weights);
  return checkpoint;
}

function isPlace(value: unknown): value is CheckpointPlace {
  if (typeof value !== "object" || value === null || !("step" in value) || !("epoch" in value)) return false;
  return Number.isInteger(value.step) && Number.isInteger(value.epoch);
}
