import path from "node:path";
import type { ColumnTable } from "arquero";
import { visibleFiles } from "../../files/visible-files";
import { labelledRecords } from "./labelled-records";

/**
 * `age_gender_race_date.jpg`, where 0 is male and 1 female, the race is a place in `ETHNICITIES`, and the date that of
 * collecting the picture. The aligned faces end in `.jpg.chip.jpg`.
 */
const FILE_NAME = /^(\d{1,3})_([01])_([0-4])_\d+[^_]*\.jpe?g$/i;
/** In UTKFace's words; among the others it names "Hispanic, Latino, Middle Eastern". */
const ETHNICITIES = ["White", "Black", "Asian", "Indian", "Others"];
const JPEG = /\.jpe?g$/i;

/** JPEG files in a folder of UTKFace's that are not among its records: how many, by reason. */
export interface PassedOver {
  /** Their names do not follow the pattern; some of UTKFace's own lack the race. */
  misnamed: number;
  /** A file of the same name lies in another folder: archives of UTKFace hold the same faces twice. */
  repeated: number;
}

/** Whether there is a file named as UTKFace's are in a folder or in those below it. */
export function isUtkfaceFolder(folder: string): boolean {
  for (const file of visibleFiles(folder)) if (FILE_NAME.test(path.basename(file))) return true;
  return false;
}

/**
 * Reads the records of UTKFace off its file names, in a folder and those below it; hidden ones and links to folders are
 * passed over. Ages are what the names say, up to 116.
 *
 * Source: Zhang, Song and Qi, "Age progression/regression by conditional adversarial autoencoder", CVPR 2017;
 * https://susanqq.github.io/UTKFace/
 *
 * @returns a table of `FaceRecord`s in the order of their paths, and the counts of files that are none
 * @example
 * const { records, passedOver } = readUtkface("data/UTKFace");
 */
export function readUtkface(folder: string): { records: ColumnTable; passedOver: PassedOver } {
  const passedOver = { misnamed: 0, repeated: 0 };
  const seen = new Set<string>();
  const [filenames, ages, genders]: [string[], number[], number[]] = [[], [], []];
  const ethnicity: (string | null)[] = [];
  for (const file of visibleFiles(folder)) {
    const name = path.basename(file);
    if (!JPEG.test(name)) continue;
    const match = FILE_NAME.exec(name);
    if (!match) passedOver.misnamed++;
    else if (seen.has(name)) passedOver.repeated++;
    else {
      seen.add(name);
      filenames.push(file);
      ages.push(Number(match[1]));
      genders.push(1 - Number(match[2]));
      ethnicity.push(ETHNICITIES[Number(match[3])] ?? null);
    }
  }
  return { records: labelledRecords(filenames, ages, genders, { ethnicity }), passedOver };
}
