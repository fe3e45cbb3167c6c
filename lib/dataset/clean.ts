import * as aq from "arquero";
import { ageWhenTaken } from "./birth-date";
import { type FaceRecord, OPTIONAL_COLUMNS } from "./face-record";

/** The oldest age that is kept: the network tells ages from 0 to 100. */
export const OLDEST = 100;

/** How many records were dropped, each by the first rule that it breaks. */
export interface Dropped {
  score: number;
  second_face: number;
  age: number;
  gender: number;
}

/**
 * The first rule: the detector is sure enough of the face. The rules are expressions that arquero compiles, several times as
 * fast as functions of rows.
 *
 * @param minimumScore - the lowest `face_score` that is kept
 * @example
 * const withFace = records.filter(hasFace(1.0));
 */
export function hasFace(minimumScore = 1.0): string {
  return `record => record.face_score >= ${minimumScore}`;
}

/**
 * The second rule: the detector found no second face. With two it is not known whose age and gender are given.
 *
 * @example
 * const withOneFace = withFace.filter(hasNoSecondFace);
 */
export const hasNoSecondFace = "record => !(record.second_face_score > 0)";

/**
 * A column: the age in the photo, in years, as the data set gives it or computed: see `ageWhenTaken`.
 *
 * @example
 * const withAge = withOneFace.derive({ age: ageInPhoto });
 */
export const ageInPhoto: object = aq.escape(
  (record: FaceRecord) => record.age ?? ageWhenTaken(record.dob, record.photo_taken),
);

/**
 * The third rule: the age is from 0 to 100. Others come of wrong dates.
 *
 * @example
 * const ofPlausibleAge = withAge.filter(hasPlausibleAge);
 */
export const hasPlausibleAge = `record => record.age >= 0 && record.age <= ${OLDEST} && record.age % 1 === 0`;

/**
 * The fourth rule: the gender is known.
 *
 * @example
 * const ofKnownGender = ofPlausibleAge.filter(hasKnownGender);
 */
export const hasKnownGender = "record => record.gender === 0 || record.gender === 1";

/** The columns of clean records that the rest of the recipe needs. */
function toFaces(records: aq.ColumnTable): aq.ColumnTable {
  const faces: Record<string, ArrayLike<unknown>> = {
    filename: records.array("full_path"),
    age: records.array("age", Int32Array),
    gender: records.array("gender", Int32Array),
  };
  const known = records.columnNames();
  for (const name of OPTIONAL_COLUMNS) {
    if (known.includes(name)) faces[name] = records.array(name, name.startsWith("face_") ? Float64Array : Array);
  }
  return aq.table(faces);
}

/**
 * Cleans the records of a data set by the four rules in their order.
 *
 * @param records - `FaceRecord`s, as `readMetadata` returns them
 * @param options - `minimumScore`: the lowest `face_score` that is kept
 * @returns `faces`: a table with the columns `filename`, `age` (years) and `gender` (0 female, 1 male), then those of the
 *   person, the ethnicity and the box that the records have, see `FaceRecord`; in the records' order
 * @throws Error when no record is left, with the counts of what was dropped
 * @example
 * const { faces, dropped } = clean(readMetadata("data/imdb_crop/imdb.mat"));
 */
export function clean(
  records: aq.ColumnTable,
  { minimumScore = 1.0 }: { minimumScore?: number } = {},
): { faces: aq.ColumnTable; dropped: Dropped } {
  const withFace = records.filter(hasFace(minimumScore));
  const withOneFace = withFace.filter(hasNoSecondFace);
  const ofPlausibleAge = withOneFace.derive({ age: ageInPhoto }).filter(hasPlausibleAge);
  const ofKnownGender = ofPlausibleAge.filter(hasKnownGender);
  const dropped = {
    score: records.numRows() - withFace.numRows(),
    second_face: withFace.numRows() - withOneFace.numRows(),
    age: withOneFace.numRows() - ofPlausibleAge.numRows(),
    gender: ofPlausibleAge.numRows() - ofKnownGender.numRows(),
  };
  if (ofKnownGender.numRows() === 0) {
    throw new Error(
      `Cleaning leaves none of ${records.numRows()} records: ${dropped.score} have a face score below ${minimumScore}, ` +
        `${dropped.second_face} a second face, ${dropped.age} no age from 0 to ${OLDEST}, ${dropped.gender} no gender.`,
    );
  }
  return { faces: toFaces(ofKnownGender), dropped };
}
