import * as aq from "arquero";
import { BOX_COLUMNS, type BoxColumn, boxColumns } from "../face-box";
import { type MatStruct, openMatStruct } from "../mat/mat-file";

/**
 * A record of IMDB-WIKI's metadata: a photo in which a face detector looked for the face of a known person. Where that is, see
 * `FaceBox`; the columns are missing where the file does not say it.
 */
export interface FaceRecord extends Partial<Record<BoxColumn, number>> {
  /** The photo's path in the data set's folder: "17/10000217_1981-05-05_2009.jpg". */
  full_path: string;
  /** The person's name, or null where it is not known. */
  name: string | null;
  /** 0 female, 1 male, NaN unknown. */
  gender: number;
  /** The age in years, where the data set gives it itself; then neither birth date nor year of the photo are known. */
  age?: number;
  /** The date of birth as MATLAB's datenum, in days: see `birthDate`. */
  dob: number;
  /** The year in which the photo was taken. */
  photo_taken: number;
  /** How sure the detector is of the face, the higher the surer; -Infinity when it found none. */
  face_score: number;
  /** The same of a second face in the photo; NaN when it found none. */
  second_face_score: number;
  /**
   * Who it is: the celebrity's name where the file numbers celebrities, as imdb.mat does, else `name`; null where it is not
   * known. The column is missing where the file has neither.
   */
  person?: string | null;
}

/** The columns of a `FaceRecord` that say who it is and where the face is, in this order. */
export const PERSON_AND_BOX = ["person", ...BOX_COLUMNS] as const;

/**
 * Reads the metadata of a data set in IMDB-WIKI's layout: a .mat file with a struct, of any name, whose fields are
 * arrays of one value a photo.
 *
 * Source: Rothe, Timofte and Van Gool, "Deep expectation of real and apparent age from a single image without facial
 * landmarks", IJCV 2016; https://data.vision.ee.ethz.ch/cvl/rrothe/imdb-wiki/
 *
 * @returns a table of `FaceRecord`s in the file's order; `name` is null throughout where the file has no names
 * @throws Error, naming the file, when it cannot be read (see `openMatStruct`) or its fields are not such arrays
 * @example
 * const records = readMetadata("data/imdb_crop/imdb.mat");
 */
export function readMetadata(file: string): aq.ColumnTable {
  const numeric = ["gender", "dob", "photo_taken", "face_score", "second_face_score"];
  const struct = openMatStruct(file, ["full_path", ...numeric]);
  const fields = ["full_path", "name", ...numeric, "celeb_id", "face_location"].filter((field) => struct.has(field));
  const lengths = fields.map((field) => struct.length(field));
  if (new Set(lengths).size > 1) {
    const each = fields.map((field, index) => `${field} ${lengths[index]}`);
    throw new Error(`${file} has fields of unequal length, so its records cannot be told apart: ${each.join(", ")}.`);
  }

  const full_path = struct.texts("full_path");
  const name = struct.has("name") ? struct.texts("name").map((text) => text || null) : undefined;
  const person = celebrities(struct) ?? name;
  return aq.table({
    full_path,
    name: name ?? full_path.map(() => null),
    ...(person && { person }),
    ...Object.fromEntries(numeric.map((field) => [field, struct.numbers(field)])),
    ...(struct.has("face_location") && boxColumns(struct.columns("face_location", 4))),
  });
}

/** Of each record, the name that its `celeb_id` has in `celeb_names`, counted from 1; undefined without these fields. */
function celebrities(struct: MatStruct): (string | null)[] | undefined {
  if (!struct.has("celeb_names") || !struct.has("celeb_id")) return undefined;
  const names = struct.texts("celeb_names");
  return Array.from(struct.numbers("celeb_id"), (number) => names[number - 1] || null);
}
