import { closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Extract } from "tar-stream";

/** What an archive that is being read consists of. */
export type Entry = Extract extends AsyncIterable<infer Item> ? Item : never;

/** An entry that is to blame for an archive's not being unpacked. */
export class EntryError extends Error {
  constructor(entry: Entry, problem: string) {
    super(`its entry ${JSON.stringify(entry.header.name)} ${problem}.`);
  }
}

/**
 * Where an entry goes, relative to the folder that an archive is unpacked into.
 *
 * @throws EntryError when that is outside, or when the entry is neither file nor folder
 */
export function entryPath(entry: Entry): string {
  const { name, type } = entry.header;
  if (type !== "file" && type !== "contiguous-file" && type !== "directory") {
    throw new EntryError(entry, `is neither a file nor a folder but ${type ? `a ${type}` : "of an unknown kind"}`);
  }
  if (path.isAbsolute(name) || name.split("/").includes("..")) {
    throw new EntryError(entry, "leads out of the archive's folder");
  }
  return path.normalize(name);
}

/**
 * Writes an entry, a file or a folder, to the disk, with the folders above it. A file that is there is replaced.
 *
 * The calls are synchronous: for hundreds of thousands of small files that takes a fraction of the time.
 *
 * @throws EntryError when it cannot be written; what reading the archive throws
 */
export async function writeEntry(entry: Entry, target: string): Promise<void> {
  const isFolder = entry.header.type === "directory";
  written(entry, () => mkdirSync(isFolder ? target : path.dirname(target), { recursive: true }));
  if (isFolder) {
    entry.resume();
    return;
  }
  const file = written(entry, () => openSync(target, "w"));
  try {
    for await (const chunk of entry) {
      if (!(chunk instanceof Uint8Array)) throw new TypeError("A tar entry consists of bytes."); // its type is unknown
      written(entry, () => writeFileSync(file, chunk));
    }
  } finally {
    closeSync(file);
  }
}

function written<T>(entry: Entry, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw new EntryError(entry, `cannot be written (${error instanceof Error ? error.message : error})`);
  }
}
