import * as aq from "arquero";
import { boxColumns } from "../face-box";
import { type MatStruct, openMatStruct } from "../mat/mat-file";

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
