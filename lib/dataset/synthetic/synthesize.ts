import { mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { replaceFolder } from "../../files/replace-folder";
import { interruptible } from "../../interruptible";
import { createFace } from "./face";
import { sampleFlaws } from "./flaws";
import type { SyntheticRecord } from "./record";
import { matFile } from "./write-mat";

/** How many faces are drawn at a time; more would only take memory. */
const batchSize = 32;

/** What `synthesize` is told. */
export interface SynthesizeOptions {
  /** The folder to make, data set and all. */
  folder: string;
  /** How many records there are, at least 1. */
  count?: number;
  /** A whole number that everything follows from. */
  seed?: number;
  /** Whether a data set that `synthesize` made in this folder before is to be replaced. */
  replace?: boolean;
  /** Called now and then with the number of faces done. */
  onProgress?: (done: number, count: number) => void;
  /** Stops the work, as the stop button does in a notebook, leaving nothing behind. */
  signal?: AbortSignal;
}

/**
 * Writes a data set of drawn faces in the layout of `imdb_crop`: `synthetic.mat` with IMDB-WIKI's fields in a variable
 * `synthetic`, and the pictures in the folders `00` to `99`. Like the real one it has records without a face, with two,
 * without a gender or with an impossible age, and picture files that are missing or broken. The same count and seed
 * give the same bytes on one machine.
 *
 * The folder is there only when the data set is complete.
 *
 * @throws Error if the folder exists and is not empty, unless it is to be replaced, or if the count is not one;
 * `Stopped` when it is stopped
 *
 * @example
 * await synthesize({ folder: "data/synthetic", count: 2000, seed: 1 });
 */
export function synthesize(options: SynthesizeOptions): Promise<void> {
  return interruptible(options.signal, (signal) => draw({ ...options, signal }));
}

async function draw(options: SynthesizeOptions): Promise<void> {
  const { count = 2000, seed = 1, replace = false } = options;
  if (!Number.isInteger(count) || count < 1) {
    throw new Error(`A data set cannot have ${count} records: it needs 1 at least.`);
  }
  const folder = path.resolve(options.folder);
  await checkTarget(folder, replace);
  await replaceFolder(folder, async (fresh) => {
    const records = await writePictures(fresh, { ...options, count, seed });
    await writeFile(path.join(fresh, "synthetic.mat"), matFile("synthetic", columns(records)));
    await checkTarget(folder, replace); // something may have come there meanwhile
  });
}

async function checkTarget(folder: string, replace: boolean): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === "ENOENT") return [];
    throw error.code === "ENOTDIR" ? new Error(`${folder} is a file: choose another name for the folder.`) : error;
  });
  if (entries.length === 0) return;
  if (!replace) throw new Error(`${folder} exists already: have it replaced, or choose another folder.`);
  if (!entries.includes("synthetic.mat")) {
    throw new Error(`${folder} is not replaced, since it holds no synthetic.mat: choose another folder.`);
  }
}

async function writePictures(
  folder: string,
  { count, seed, onProgress, signal }: SynthesizeOptions & { count: number; seed: number },
): Promise<SyntheticRecord[]> {
  for (let number = 0; number < 100; number++) {
    await mkdir(path.join(folder, String(number).padStart(2, "0")), { recursive: true });
  }
  const flaws = sampleFlaws(count, seed);
  const records: SyntheticRecord[] = [];
  for (let start = 0; start < count; start += batchSize) {
    signal?.throwIfAborted();
    const batch = flaws.slice(start, start + batchSize).map(async (flaw, offset) => {
      const { record, picture } = await createFace(start + offset, flaw, seed);
      if (picture) await writeFile(path.join(folder, record.full_path), picture);
      return record;
    });
    records.push(...(await Promise.all(batch)));
    onProgress?.(records.length, count);
  }
  return records;
}

/** The rows' values, field by field, in the order of IMDB-WIKI's fields. */
function columns(records: readonly SyntheticRecord[]) {
  const own = ["dob", "photo_taken", "full_path", "gender", "name", "face_location"] as const;
  const fields = [...own, "face_score", "second_face_score"] as const;
  return Object.fromEntries(fields.map((field) => [field, records.map((record) => record[field])]));
}
