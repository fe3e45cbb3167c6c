import { BOX_COLUMNS, type BoxColumn } from "./face-box";

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
  /** The ethnicity in the data set's own words; null where it is not known. The column is missing where the data set has none. */
  ethnicity?: string | null;
}

/** The columns that a table of `FaceRecord`s may have or not: who it is, of what ethnicity, and where the face is, in this order. */
export const OPTIONAL_COLUMNS = ["person", "ethnicity", ...BOX_COLUMNS] as const;
