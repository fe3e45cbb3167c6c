import * as aq from "arquero";
import { type MatStruct, openMatStruct } from "./mat-file";

/** A record of IMDB-WIKI's metadata: a photo in which a face detector looked for the face of a known person. */
export interface FaceRecord {
  /** The photo's path in the data set's folder: "17/10000217_1981-05-05_2009.jpg". */
  full_path: string;
  /** The person's name, or null where it is not known. */
  name: string | null;
  /** 0 female, 1 male, NaN unknown. */
  gender: number;
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
  /**
   * The face's box in the photo, in pixels from the photo's left and top edge, 0 being the edge: from `face_left` up to
   * `face_right`, from `face_top` up to `face_bottom`. Boxes have fractions of pixels, and may reach beyond the photo. All four are
   * NaN where no box with an area is known; the columns are missing where the file has no boxes.
   */
  face_left?: number;
  face_top?: number;
  face_right?: number;
  face_bottom?: number;
}

/** The columns of a `FaceRecord` that say who it is and where the face is, in this order. */
export const PERSON_AND_BOX = ["person", "face_left", "face_top", "face_right", "face_bottom"] as const;

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
  const full_path = struct.texts("full_path");
  const name = struct.has("name") ? struct.texts("name").map((text) => text || null) : undefined;
  const person = celebrities(struct) ?? name;
  const columns: Record<string, ArrayLike<unknown>> = { full_path, name: name ?? full_path.map(() => null) };
  if (person) columns.person = person;
  for (const field of numeric) columns[field] = struct.numbers(field);
  if (struct.has("face_location")) Object.assign(columns, boxes(struct));

  const lengths = Object.entries(columns).map(([field, { length }]) => `${field} ${length}`);
  if (Object.values(columns).some(({ length }) => length !== full_path.length)) {
    throw new Error(
      `${file} has fields of unequal length, so its records cannot be told apart: ${lengths.join(", ")}.`,
    );
  }
  return aq.table(columns);
}

/** Of each record, the name that its `celeb_id` has in `celeb_names`, counted from 1; undefined without these fields. */
function celebrities(struct: MatStruct): (string | null)[] | undefined {
  if (!struct.has("celeb_names") || !struct.has("celeb_id")) return undefined;
  const names = struct.texts("celeb_names");
  return Array.from(struct.numbers("celeb_id"), (number) => names[number - 1] || null);
}

/**
 * The columns of the faces' boxes: `face_location` has left, top, right and bottom, counted from 1 and all of them part of
 * the box.
 */
function boxes(struct: MatStruct): Record<string, Float64Array> {
  const [left, top, right, bottom] = struct.columns("face_location", 4);
  if (!left || !top || !right || !bottom) return {};
  for (let row = 0; row < left.length; row++) {
    const width = Number(right[row]) - Number(left[row]);
    const height = Number(bottom[row]) - Number(top[row]);
    const isBox = width > 0 && height > 0 && Number.isFinite(width) && Number.isFinite(height);
    left[row] = isBox ? Number(left[row]) - 1 : Number.NaN;
    top[row] = isBox ? Number(top[row]) - 1 : Number.NaN;
    if (!isBox) right[row] = bottom[row] = Number.NaN;
  }
  return { face_left: left, face_top: top, face_right: right, face_bottom: bottom };
}
