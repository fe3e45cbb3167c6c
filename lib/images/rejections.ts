import { readFile, writeFile } from "node:fs/promises";
import { type ColumnTable, fromCSV, table } from "arquero";
import type { RejectionReason } from "./image-error";

/** A face left out of an image store, because its picture cannot be used. */
export interface Rejection {
  filename: string;
  split: string;
  reason: RejectionReason;
}

/** A table of rejections, with a column for each of their fields. */
export function rejectionTable(rejections: readonly Rejection[]): ColumnTable {
  return table({
    filename: rejections.map(({ filename }) => filename),
    split: rejections.map(({ split }) => split),
    reason: rejections.map(({ reason }) => reason),
  });
}

/** Writes a table of rejections as CSV. */
export async function writeRejections(file: string, rejections: ColumnTable): Promise<void> {
  await writeFile(file, rejections.toCSV());
}

/** Reads what `writeRejections` wrote. */
export async function readRejections(file: string): Promise<ColumnTable> {
  // A file name that looks like a number or a date stays text.
  return fromCSV(await readFile(file, "utf8"), { autoType: false });
}
