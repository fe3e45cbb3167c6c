import * as aq from "arquero";
import { type MatValue, readMatStruct, textOf } from "./mat-file";

/** A record of IMDB-WIKI's metadata: a photo in which a face detector looked for the face of a known person. */
export interface FaceRecord {
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
}

/**
 * Reads the metadata of a data set in IMDB-WIKI's layout: a .mat file with a struct, of any name, whose fields are
 * arrays of one value a photo.
 *
 * Source: Rothe, Timofte and Van Gool, "Deep expectation of real and apparent age from a single image without facial
 * landmarks", IJCV 2016; https://data.vision.ee.ethz.ch/cvl/rrothe/imdb-wiki/
 *
 * @returns a table of `FaceRecord`s in the file's order; `name` is null throughout where the file has no names
 * @throws Error, naming the file, when it cannot be read (see `readMatStruct`) or its fields are not such arrays
 * @example
 * const records = readMetadata("data/imdb_crop/imdb.mat");
 */
export function readMetadata(file: string): aq.ColumnTable {
  const numeric = ["gender", "dob", "photo_taken", "face_score", "second_face_score"];
  const fields = readMatStruct(file, ["full_path", ...numeric], ["name"]);
  const full_path = textColumn(file, fields, "full_path");
  const columns: Record<string, ArrayLike<unknown>> = { full_path };
  columns.name =
    "name" in fields ? textColumn(file, fields, "name").map((name) => name || null) : full_path.map(() => null);
  for (const field of numeric) columns[field] = numberColumn(file, fields, field);

  const lengths = Object.entries(columns).map(([field, { length }]) => `${field} ${length}`);
  if (Object.values(columns).some(({ length }) => length !== full_path.length)) {
    throw new Error(
      `${file} has fields of unequal length, so its records cannot be told apart: ${lengths.join(", ")}.`,
    );
  }
  return aq.table(columns);
}

function numberColumn(file: string, fields: { [field: string]: MatValue }, field: string): Float64Array {
  const values = fields[field];
  if (!Array.isArray(values)) throw wrongKind(file, field, "numbers");
  const column = new Float64Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (typeof value !== "number" && typeof value !== "bigint") throw wrongKind(file, field, "numbers");
    column[row] = Number(value);
  }
  return column;
}

function textColumn(file: string, fields: { [field: string]: MatValue }, field: string): string[] {
  const cells = fields[field];
  if (!Array.isArray(cells)) throw wrongKind(file, field, "cells of text");
  return cells.map((cell) => {
    const text = textOf(cell);
    if (text === undefined) throw wrongKind(file, field, "cells of text");
    return text;
  });
}

function wrongKind(file: string, field: string, expected: string): Error {
  return new Error(`${file} has a field ${field} that is not one row of ${expected}.`);
}
