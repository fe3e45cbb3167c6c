import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";

/** A store's files, in the order in which they get their names. */
const storeFiles = ["train.npy", "val.npy", "rejected.csv", "train.csv", "val.csv", "store.json"];

const unfinishedPrefix = ".unfinished-";
const hour = 3_600_000;

/**
 * Makes a folder for a store that is being written, inside the folder where it will be: on the same disk.
 *
 * A run that was killed has left its own behind. Those that nothing was written to for an hour are removed.
 */
export async function makeUnfinishedFolder(storeFolder: string): Promise<string> {
  await mkdir(storeFolder, { recursive: true });
  for (const name of await readdir(storeFolder)) {
    const folder = path.join(storeFolder, name);
    if (name.startsWith(unfinishedPrefix) && (await lastChange(folder)) < Date.now() - hour) {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return mkdtemp(path.join(storeFolder, unfinishedPrefix));
}

/** When a folder or a file in it last changed: now, if it goes away meanwhile. */
async function lastChange(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const changes = [".", ...names].map((name) =>
    stat(path.join(folder, name)).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(),
    ),
  );
  return Math.max(...(await Promise.all(changes)));
}

/**
 * Replaces the store in a folder, if there is one, by the complete one in an unfinished folder.
 *
 * The CSVs go first and come last: cut off halfway, no split is there whose rows are of one store and whose images of
 * another, and without `val.csv` no store opens.
 */
export async function replaceStore(storeFolder: string, complete: string): Promise<void> {
  for (const name of [...storeFiles].reverse()) await rm(path.join(storeFolder, name), { force: true });
  for (const name of storeFiles) await rename(path.join(complete, name), path.join(storeFolder, name));
}

/** Writes what a store was made from, see `storeFingerprint`. */
export async function writeFingerprint(folder: string, fingerprint: string): Promise<void> {
  await writeFile(path.join(folder, "store.json"), `${JSON.stringify({ fingerprint })}\n`);
}

/** What a store was made from; nothing if there is no store, or it does not say. */
export async function readFingerprint(folder: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path.join(folder, "store.json"), "utf8")).fingerprint;
  } catch {
    return undefined;
  }
}
