import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import type { ColumnTable } from "arquero";
import type { Dataset } from "./dataset-folder";
import { readFacesCsv } from "./faces-csv";
import { labelledRecords } from "./labelled-records";
import { readMetadata } from "./metadata";
import { type PassedOver, readUtkface } from "./utkface";

/** The records of a data set, not cleaned. */
export interface DatasetRecords {
  /** `FaceRecord`s. */
  records: ColumnTable;
  /** The folder that the pictures are in: the records' paths are relative to it. */
  folder: string;
  /** Files that are no records, by reason, where the records are file names. */
  passedOver: Partial<PassedOver>;
}

/**
 * Reads the records of a data set of any kind.
 *
 * @throws Error, naming the file, when it cannot be read; see `readMetadata` and `readFacesCsv`
 * @example
 * const { records, folder } = await readRecords(openDataset("data/synthetic"));
 */
export async function readRecords({ kind, source }: Dataset): Promise<DatasetRecords> {
  if (kind === "utkface") return { ...readUtkface(source), folder: source };
  if (kind === "imdb-wiki") return { records: readMetadata(source), folder: path.dirname(source), passedOver: {} };
  const faces = await readFacesCsv(source);
  const filenames: string[] = Array.from(faces.array("filename"));
  const records = labelledRecords(filenames, Array.from(faces.array("age")), Array.from(faces.array("gender")));
  return { records, folder: pictureFolder(path.dirname(source), filenames), passedOver: {} };
}

/**
 * A CSV's file names are relative to its own folder or, as in `labels.csv` beside `images/`, to one in it: to the first
 * that has one of the first pictures.
 */
function pictureFolder(csvFolder: string, filenames: readonly string[]): string {
  const folders = readdirSync(csvFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map((entry) => path.join(csvFolder, entry.name))
    .sort();
  const first = filenames.slice(0, 10);
  const hasPictures = (folder: string) => first.some((filename) => existsSync(path.join(folder, filename)));
  return [csvFolder, ...folders].find(hasPictures) ?? csvFolder;
}
