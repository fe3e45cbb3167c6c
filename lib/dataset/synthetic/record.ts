import type { Random } from "../../random-stream";
import type { FaceRecord } from "../face-record";
import type { Flaw } from "./flaws";
import { names } from "./names";

/** A record, with what the real metadata says of it besides. */
export interface SyntheticRecord extends FaceRecord {
  name: string;
  /** Left, top, right and bottom of the face in the photo that the picture is cut from, in pixels. */
  face_location: readonly [number, number, number, number];
}

/** What is to be known of a face before it has a record. */
export interface FaceFacts {
  /** Its number in the data set, from 0. */
  index: number;
  /** Years, 0..100. */
  age: number;
  male: boolean;
  /** The picture's width and height in pixels. */
  pictureSize: number;
  flaw: Flaw | undefined;
}

/**
 * An age in years: as in collections from the web, most people are 20 to 40, and there are some children and old
 * people.
 */
export function sampleAge(random: Random): number {
  const group = random.uniform(0, 1);
  if (group < 0.14) return Math.floor(random.uniform(0, 14));
  if (group < 0.22) return Math.floor(random.uniform(60, 97));
  const age = group < 0.7 ? random.normal(28, 7) : random.normal(48, 13);
  return Math.min(Math.max(Math.floor(age), 0), 100);
}

/**
 * Samples the record of a face. The age is taken as of the middle of the year in which the photo was taken: those born
 * in July or later had not had their birthday.
 */
export function sampleRecord({ index, age, male, pictureSize, flaw }: FaceFacts, random: Random): SyntheticRecord {
  const photoTaken = Math.floor(2015 - Math.abs(random.normal(0, 9)));
  const month = Math.floor(random.uniform(1, 13));
  const day = Math.floor(random.uniform(1, 29));
  const claimedAge = flaw === "age-range" ? sampleImpossibleAge(random) : age;
  const birth = new Date(Date.UTC(photoTaken - claimedAge - (month >= 7 ? 1 : 0), month - 1, day));
  const folder = String(index % 100).padStart(2, "0");
  const [left, top, side] = [random.uniform(1, 400), random.uniform(1, 240), pictureSize * random.uniform(0.6, 1.2)];
  return {
    // MATLAB's number of 1970-01-01, from which JavaScript counts milliseconds.
    dob: birth.getTime() / 86_400_000 + 719_529,
    photo_taken: photoTaken,
    full_path: `${folder}/${1_000_000 + index}_${birth.toISOString().slice(0, 10)}_${photoTaken}.jpg`,
    gender: flaw === "no-gender" ? Number.NaN : Number(male),
    name: random.pick(names[male ? "male" : "female"]),
    face_location: flaw === "no-face" ? [1, 1, pictureSize, pictureSize] : [left, top, left + side, top + side],
    face_score: sampleScore(flaw, random),
    second_face_score: flaw === "second-face" ? random.uniform(0.8, 5) : Number.NaN,
  };
}

function sampleImpossibleAge(random: Random): number {
  return Math.floor(random.chance(0.5) ? random.uniform(101, 115) : random.uniform(-8, 0));
}

function sampleScore(flaw: Flaw | undefined, random: Random): number {
  if (flaw === "no-face") return Number.NEGATIVE_INFINITY;
  if (flaw === "low-score") return random.uniform(0.7, 0.99);
  return Math.max(random.normal(3.4, 1), random.uniform(1.01, 2));
}
