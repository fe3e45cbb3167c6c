import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import type { tf } from "../../engine/tensorflow";
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from "./checkpoint";

/** How many are kept: the newest, and the one before in case that the newest is damaged. */
const KEPT = 2;
const NAME = /^step-(\d+)$/;

/**
 * Saves a checkpoint among those of a run, in a folder `step-00000123` of its own, and removes those that are too old.
 *
 * @param folder - that of all checkpoints
 * @param averaged - see `saveCheckpoint`
 * @returns the checkpoint's folder
 */
export async function addCheckpoint(
  model: tf.LayersModel,
  folder: string,
  checkpoint: Checkpoint,
  averaged?: tf.LayersModel,
): Promise<string> {
  const added = path.join(folder, `step-${String(checkpoint.place.step).padStart(8, "0")}`);
  await saveCheckpoint(model, added, checkpoint, averaged);
  const outdated = (await checkpointsIn(folder)).slice(KEPT);
  await Promise.all(outdated.map((name) => rm(path.join(folder, name), { recursive: true, force: true })));
  return added;
}

/**
 * Loads the newest checkpoint of a run that is not damaged.
 *
 * @param folder - that of all checkpoints
 * @param say - told of each that is damaged
 * @param averaged - see `loadCheckpoint`
 * @returns what `loadCheckpoint` does; nothing if there is none
 */
export async function loadNewestCheckpoint(
  model: tf.LayersModel,
  folder: string,
  say: (text: string) => void,
  averaged?: tf.LayersModel,
): Promise<Checkpoint | undefined> {
  for (const name of await checkpointsIn(folder)) {
    try {
      return await loadCheckpoint(model, path.join(folder, name), averaged);
    } catch (error) {
      say(`${error instanceof Error ? error.message : error}. The checkpoint before it is taken, if there is one.`);
    }
  }
  return undefined;
}

/** The names of the checkpoints, the newest first; remains of some that were never finished are removed. */
async function checkpointsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const remains = names.filter((name) => name.startsWith(".step-"));
  await Promise.all(remains.map((name) => rm(path.join(folder, name), { recursive: true, force: true })));
  const stepOf = (name: string) => Number(NAME.exec(name)?.[1]);
  return names.filter((name) => NAME.test(name)).sort((a, b) => stepOf(b) - stepOf(a));
}
