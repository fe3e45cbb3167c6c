import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { readJournalSource } from "./journal";
import { hasTest, readStoreRecord, TEST_FILES } from "./store-record";
import { isSameSource, type StoreSource } from "./store-source";

/** A store's files, in the order in which they get their names. */
const storeFiles = [
  "test.npy",
  "train.npy",
  "val.npy",
  "rejected.csv",
  "test.csv",
  "train.csv",
  "val.csv",
  "store.json",
];

const unfinishedPrefix = ".unfinished-";
const journalName = "journal.jsonl";

/**
 * Finds the folder in which an earlier run left a store of the same source unfinished, or makes one. Unfinished stores of
 * other sources are removed. Nobody else must be at work in the folder.
 *
 * @returns the folder, inside the one where the store will be: on the same disk; its journal's file; whether an earlier run has
 *   begun it; what unfinished work of another source, removed by now, was made from, as far as it said
 */
export async function unfinishedFolder(
  storeFolder: string,
  source: StoreSource,
): Promise<{ folder: string; journal: string; begun: boolean; discarded: unknown }> {
  const { selection: _, ...rest } = source;
  const name = unfinishedPrefix + createHash("sha256").update(JSON.stringify(rest)).digest("hex").slice(0, 16);
  const folder = path.join(storeFolder, name);
  let discarded: unknown;
  for (const other of await unfinishedFolders(storeFolder)) {
    const journal = path.join(storeFolder, other, journalName);
    const madeFrom = await readJournalSource(journal).catch(() => undefined);
    if (other === name && isSameSource(madeFrom, source)) continue;
    discarded = madeFrom ?? discarded;
    await rm(path.join(storeFolder, other), { recursive: true, force: true });
  }
  const begun = existsSync(folder);
  await mkdir(folder, { recursive: true });
  return { folder, journal: path.join(folder, journalName), begun, discarded };
}

/** The names of the folders in which runs that were stopped or killed have left their work. */
export async function unfinishedFolders(storeFolder: string): Promise<string[]> {
  const names = await readdir(storeFolder).catch(() => []);
  return names.filter((name) => name.startsWith(unfinishedPrefix));
}

/** Whether an unfinished folder has all of a store, so that only `replaceStore` is left to do. */
export function isComplete(unfinished: string): boolean {
  return existsSync(path.join(unfinished, "store.json"));
}

/**
 * Replaces the store in a folder, if there is one, by the complete one in an unfinished folder. It can be cut off at any
 * moment and called again.
 *
 * The CSVs go first and come last: cut off halfway, no split is there whose rows are of one store and whose images of
 * another, and without `val.csv` no store opens.
 */
export async function replaceStore(storeFolder: string, complete: string): Promise<void> {
  const moving = storeFiles.filter((name) => existsSync(path.join(complete, name)));
  if (moving.includes("store.json") && !hasTest(await readStoreRecord(complete))) {
    for (const name of TEST_FILES) await rm(path.join(storeFolder, name), { force: true }); // of a store before
  }
  for (const name of [...moving].reverse()) await rm(path.join(storeFolder, name), { force: true });
  for (const name of moving) await rename(path.join(complete, name), path.join(storeFolder, name));
  await rm(complete, { recursive: true, force: true });
}
