import path from "node:path";
import type { ColumnTable } from "arquero";
import { ethnicityColumn } from "../ethnicity";
import { readFacesCsv } from "../faces-csv";
import type { Dataset } from "./dataset-folder";
import { labelledRecords } from "./labelled-records";
import { readMetadata } from "./metadata";
import { pictureFolder } from "./picture-folder";
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
  const [ages, genders] = [Array.from(faces.array("age")), Array.from(faces.array("gender"))];
  const records = labelledRecords(filenames, ages, genders, ethnicityColumn(faces));
  return { records, folder: pictureFolder(source, filenames), passedOver: {} };
}
