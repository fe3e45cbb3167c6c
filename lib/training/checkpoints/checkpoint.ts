import { createHash } from "node:crypto";
import { open, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { tf } from "../../engine/tensorflow";
import type { OptimizerSlot } from "../../engine/training-step/optimizer-state";
import { replaceFolder } from "../../files/replace-folder";
import { saveModel } from "../../model/saving/layers-model";
import { readModelFolder } from "../../model/saving/model-folder";
import type { JointStepState } from "../step/joint-step";
import { type CheckpointDescription, parseCheckpoint } from "./checkpoint-json";

/** What training goes on from, beside the network's weights. */
export interface Checkpoint {
  /** How far training was: the updates of the weights so far, and the epoch that the last belongs to, from 1. */
  place: { step: number; epoch: number };
  optimizer: JointStepState;
}

const DESCRIPTION = "checkpoint.json";
const SLOTS = "optimizer.bin";
const AVERAGED = "averaged";

/**
 * Saves a checkpoint: the network as it is now, what the optimizer knows, and how far training is.
 *
 * The folder is a model's folder like any other, so `npm run predict` works from it. It is there whole or not at all,
 * whenever the process or the machine stops.
 *
 * @param folder - the checkpoint's own; one that is there already is replaced
 * @param averaged - a network of the same layers to be saved with it, in the folder `averaged`: see `WeightAverage`
 */
export async function saveCheckpoint(
  model: tf.LayersModel,
  folder: string,
  checkpoint: Checkpoint,
  averaged?: tf.LayersModel,
): Promise<void> {
  const write = async (fresh: string) => {
    await saveModel(model, fresh);
    if (averaged) await saveModel(averaged, path.join(fresh, AVERAGED));
    const { slots, ...state } = checkpoint.optimizer;
    const written = await writeSlots(path.join(fresh, SLOTS), slots);
    const description: CheckpointDescription = { ...checkpoint.place, ...state, ...written };
    await writeFile(path.join(fresh, DESCRIPTION), JSON.stringify(description));
  };
  await replaceFolder(folder, write, { sync: true }).catch((error) => {
    throw new Error(`the checkpoint ${folder} cannot be written (${error instanceof Error ? error.message : error})`, {
      cause: error,
    });
  });
}

/**
 * Loads a checkpoint's weights into a network of the same layers.
 *
 * @param averaged - the network that was saved with it, to be given its weights too
 * @returns how far training was, and what the optimizer knew
 * @throws when the folder is not a checkpoint's, is damaged, or was taken of another network; the models are then
 *   unchanged
 */
export async function loadCheckpoint(
  model: tf.LayersModel,
  folder: string,
  averaged?: tf.LayersModel,
): Promise<Checkpoint> {
  const load = await weightsLoader(model, folder);
  const loadAveraged = averaged && (await weightsLoader(averaged, path.join(folder, AVERAGED)));
  const { step, epoch, updates, logVariances, ...description } = parseCheckpoint(
    await readFile(path.join(folder, DESCRIPTION), "utf8").catch(() => ""),
    folder,
  );
  const slots = await readSlots(path.join(folder, SLOTS), description);
  load();
  loadAveraged?.();
  return { place: { step, epoch }, optimizer: { updates, slots, ...(logVariances && { logVariances }) } };
}

/**
 * Reads a network's weights; calling the result gives them to the network.
 *
 * @throws when they are damaged or another network's
 */
async function weightsLoader(model: tf.LayersModel, folder: string): Promise<() => void> {
  const { weightData, weightSpecs } = await readModelFolder(folder);
  const names = model.weights.map(({ originalName, shape }) => `${originalName} ${shape}`).join();
  if (weightSpecs.map(({ name, shape }) => `${name} ${shape}`).join() !== names) {
    throw new Error(
      `the checkpoint in ${folder} is of a network with other layers; build the network that it was taken of`,
    );
  }
  return () => {
    const weights = tf.io.decodeWeights(weightData, weightSpecs);
    model.loadWeights(weights);
    tf.dispose(weights);
  };
}

/** Writes slots one after the other; only one is in memory at a time. */
async function writeSlots(
  file: string,
  slots: Iterable<OptimizerSlot>,
): Promise<Pick<CheckpointDescription, "slots" | "digest">> {
  const hash = createHash("sha256");
  const described: CheckpointDescription["slots"] = [];
  const handle = await open(file, "w");
  try {
    for (const { weight, slot, values } of slots) {
      const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
      hash.update(bytes);
      await handle.writeFile(bytes);
      described.push({ weight, slot, size: values.length });
    }
  } finally {
    await handle.close();
  }
  return { slots: described, digest: hash.digest("hex") };
}

async function readSlots(
  file: string,
  { slots, digest }: Pick<CheckpointDescription, "slots" | "digest">,
): Promise<OptimizerSlot[]> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be read (${error.code})`);
  });
  const size = slots.reduce((sum, slot) => sum + slot.size, 0);
  if (bytes.length !== 4 * size || createHash("sha256").update(bytes).digest("hex") !== digest) {
    throw new Error(`${file} is damaged: its content is not what ${DESCRIPTION} says`);
  }
  let offset = 0;
  return slots.map(({ weight, slot, size }) => {
    const values = new Float32Array(size); // a buffer's own bytes need not lie where a float32 may
    Buffer.from(values.buffer).set(bytes.subarray(offset, offset + 4 * size));
    offset += 4 * size;
    return { weight, slot, values };
  });
}
