import { type FileHandle, open, readFile } from "node:fs/promises";
import { isObject, parseJson } from "../../files/json";
import type { RejectionReason } from "../image-error";

/** A face left out: its row in the split, and why. */
export type RejectedRow = [row: number, reason: RejectionReason];

/** How far the work on a split is. */
export interface SplitProgress {
  /** How many of its faces are done, the first ones. */
  done: number;
  /** Those of them that were left out; the others' images are in the split's file, in their order. */
  rejected: RejectedRow[];
}

/** A line of the journal after the first: what came to a split since the line before. */
interface Entry extends SplitProgress {
  split: string;
}

/**
 * The journal of a store that is being written: what is on the disk for certain. Its first line says what the store is
 * made from, each further one how far a split is.
 */
export class Journal {
  private constructor(
    private readonly file: FileHandle,
    private readonly splits: ReadonlyMap<string, SplitProgress>,
  ) {}

  /**
   * Opens a journal to go on with it, or starts one. What was not written to its end is cut off.
   *
   * @param source - what the store is made from, for the first line of a new one
   */
  static async open(path: string, source: object): Promise<Journal> {
    const [first, ...entries] = await readLines(path);
    const splits = new Map<string, SplitProgress>();
    let size = first === undefined ? 0 : Buffer.byteLength(first) + 1;
    for (const line of entries) {
      const entry = parseJson(line);
      if (!isEntry(entry)) break; // what a failing disk left
      const { split, done, rejected } = entry;
      splits.set(split, { done, rejected: [...(splits.get(split)?.rejected ?? []), ...rejected] });
      size += Buffer.byteLength(line) + 1;
    }
    const file = await open(path, "a");
    try {
      await file.truncate(size);
      if (first === undefined) await file.appendFile(`${JSON.stringify(source)}\n`);
      return new Journal(file, splits);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** How far a split was when the journal was opened. */
  progressOf(split: string): SplitProgress {
    return this.splits.get(split) ?? { done: 0, rejected: [] };
  }

  /** Notes how far a split is. What it says must be on the disk. */
  async note(split: string, done: number, newlyRejected: readonly RejectedRow[]): Promise<void> {
    await this.file.appendFile(`${JSON.stringify({ split, done, rejected: newlyRejected })}\n`);
    await this.file.datasync();
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

/** The first line of a journal, what the store is made from; nothing if there is none. */
export async function readJournalSource(path: string): Promise<unknown> {
  const [first] = await readLines(path);
  return first === undefined ? undefined : JSON.parse(first);
}

/** A journal's complete lines. */
async function readLines(path: string): Promise<string[]> {
  const text = await readFile(path, "utf8").catch(() => "");
  return text.split("\n").slice(0, -1);
}

function isEntry(value: unknown): value is Entry {
  if (!isObject(value)) return false;
  return typeof value.split === "string" && Number.isInteger(value.done) && Array.isArray(value.rejected);
}
