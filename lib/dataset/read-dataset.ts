import type { ColumnTable } from "arquero";
import { clean, type Dropped } from "./clean";
import { openDataset } from "./formats/dataset-folder";
import { type DatasetRecords, readRecords } from "./formats/records";
import type { PassedOver } from "./formats/utkface";

/** A data set, read and cleaned. */
export interface CleanDataset extends Omit<DatasetRecords, "passedOver"> {
  /** See `Dataset`. */
  name: string;
  /** A table with the columns `filename` (relative to `folder`), `age` (years) and `gender` (0 female, 1 male), and more: see `clean`. */
  faces: ColumnTable;
  /** How many records were dropped by each rule; of UTKFace also how many files were passed over. */
  dropped: Dropped & Partial<PassedOver>;
}

/**
 * Finds, reads and cleans a data set of any kind. Of a CSV file every row is kept.
 *
 * @param named - what `openDataset` takes, relative to the working directory
 * @param options - `minimumScore`: the lowest `face_score` that is kept, where there are scores
 * @throws Error when there is no such data set, it cannot be read, or nothing is left of it; see `openDataset`,
 *   `readRecords` and `clean`
 * @example
 * const { faces, folder, dropped } = await readDataset("data/UTKFace");
 */
export async function readDataset(named: string, options: { minimumScore?: number } = {}): Promise<CleanDataset> {
  const dataset = openDataset(named);
  const { records, folder, passedOver } = await readRecords(dataset);
  const { faces, dropped } = clean(records, options);
  return { name: dataset.name, folder, records, faces, dropped: { ...passedOver, ...dropped } };
}
