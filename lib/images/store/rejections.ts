import { readFile, writeFile } from "node:fs/promises";
import { type ColumnTable, table } from "arquero";
import { csvRows } from "../../files/csv-rows";

/** A face left out of an image store, because its picture cannot be used. */
export interface Rejection {
  filename: string;
  /** The split that it would have been in. */
  split: string;
  /** A `RejectionReason`. */
  reason: string;
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

/** Reads what `writeRejections` wrote. (arquero's `fromCSV` fails on a CSV without rows.) */
export async function readRejections(file: string): Promise<ColumnTable> {
  const [, ...rows] = csvRows(await readFile(file, "utf8"), file);
  return rejectionTable(
    rows.map(({ cells: [filename = "", split = "", reason = ""] }) => ({ filename, split, reason })),
  );
}
