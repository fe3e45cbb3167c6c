import { type ColumnTable, table } from "arquero";
import type { ethnicityColumn } from "../ethnicity";

/**
 * Records of a data set that gives the age and the gender of each face itself. What IMDB-WIKI computes an age from is
 * not known of them, and no detector scored them: the face score is Infinity, so that none is too low.
 *
 * @param genders - 0 female, 1 male
 * @param known - what else the data set says of them, such as their ethnicity
 * @returns a table of `FaceRecord`s with the column `age`
 */
export function labelledRecords(
  filenames: readonly string[],
  ages: readonly number[],
  genders: readonly number[],
  known: ReturnType<typeof ethnicityColumn> = {},
): ColumnTable {
  const count = filenames.length;
  const unknown = new Float64Array(count).fill(Number.NaN);
  return table({
    full_path: filenames,
    name: filenames.map(() => null),
    gender: Float64Array.from(genders),
    age: Float64Array.from(ages),
    dob: unknown,
    photo_taken: unknown,
    face_score: new Float64Array(count).fill(Number.POSITIVE_INFINITY),
    second_face_score: unknown,
    ...known,
  });
}
