import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { Splits } from "../../dataset/split";
import { parseJson } from "../../files/json";
import { replaceFile } from "../../files/replace-file";
import { NpyReader } from "../npy/npy-reader";
import { fieldOf, type StoreSource } from "./store-source";

const RECORD = "store.json";
/** The files that must be those that were written together; those of a test are there where faces were kept for one. */
const FILES = ["train.csv", "train.npy", "val.csv", "val.npy", "rejected.csv"];
export const TEST_FILES = ["test.csv", "test.npy"];
/** How many images of a file are looked at, evenly spread: enough to tell one file from another. */
const samples = 16;

/** Writes `store.json`: what the store is made from, its counts of faces, and how to tell that its files belong together. */
export async function writeStoreRecord(
  folder: string,
  source: StoreSource,
  counts: Splits<number> & { rejected: number },
): Promise<void> {
  const files: Record<string, string> = {};
  for (const file of filesOf({ counts })) files[file] = await digest(path.join(folder, file));
  await replaceFile(path.join(folder, RECORD), `${JSON.stringify({ ...source, counts, files }, undefined, 2)}\n`);
}

/** What `store.json` says; nothing if there is none, or it cannot be read. */
export async function readStoreRecord(folder: string): Promise<unknown> {
  return parseJson(await readFile(path.join(folder, RECORD), "utf8").catch(() => ""));
}

/** Whether this is the way that led to a store's faces, as it was noted. */
export async function hasSelection(folder: string, selection: StoreSource["selection"]): Promise<boolean> {
  return JSON.stringify(fieldOf(await readStoreRecord(folder), "selection")) === JSON.stringify(selection);
}

/** Notes another way that led to the same faces; whoever calls it holds the folder's lock. */
export async function updateSelection(folder: string, selection: StoreSource["selection"]): Promise<void> {
  const record = await readStoreRecord(folder);
  if (typeof record !== "object" || (await hasSelection(folder, selection))) return;
  await replaceFile(path.join(folder, RECORD), `${JSON.stringify({ ...record, selection }, undefined, 2)}\n`);
}

/**
 * Checks that a store's files are those that were written together. Of the images a few are looked at.
 *
 * @throws an error that names the file that is not, and says what to do
 */
export async function checkStoreRecord(folder: string): Promise<void> {
  const record = await readStoreRecord(folder);
  const remedy = "Prepare the images again: npm run preprocess.";
  if (record === undefined) {
    throw new Error(`${path.join(folder, RECORD)}, which says what the images are made from, is not there. ${remedy}`);
  }
  for (const file of filesOf(record)) {
    const written = fieldOf(fieldOf(record, "files"), file);
    const found = await digest(path.join(folder, file)).catch(() => undefined);
    if (found === undefined || written !== found) {
      throw new Error(`${path.join(folder, file)} is not the file that ${RECORD} was written with. ${remedy}`);
    }
  }
}

/** Whether faces were kept for a test in the store of a record. */
export function hasTest(record: unknown): boolean {
  return fieldOf(fieldOf(record, "counts"), "test") !== undefined;
}

function filesOf(record: unknown): string[] {
  return hasTest(record) ? [...FILES, ...TEST_FILES] : FILES;
}

/** A hash of a file, or of its size and some of its images. */
async function digest(file: string): Promise<string> {
  const hash = createHash("sha256");
  if (!file.endsWith(".npy")) {
    await pipeline(createReadStream(file), hash);
    return hash.digest("hex");
  }
  const images = await NpyReader.open(file);
  try {
    hash.update(`${images.count} ${images.rows.shape[0]}`);
    const count = Math.min(samples, images.count);
    const rows = Array.from({ length: count }, (_, index) => Math.floor((index * images.count) / count));
    return hash.update(await images.read(rows)).digest("hex");
  } finally {
    await images.close();
  }
}
