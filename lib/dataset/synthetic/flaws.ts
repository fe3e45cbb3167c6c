import { shuffler } from "d3-array";
import { randomStream } from "../../random-stream";

/** What is wrong with a row of the metadata, or with its picture file. */
export type Flaw =
  | "no-face"
  | "second-face"
  | "no-gender"
  | "low-score"
  | "age-range"
  | "empty"
  | "missing"
  | "not-a-jpeg"
  | "truncated";

/** How many of a thousand rows have each flaw: less than in IMDB-WIKI, so that few of the drawn faces go to waste. */
export const flawsPerThousand: readonly (readonly [Flaw, number])[] = [
  ["no-face", 22],
  ["second-face", 19],
  ["no-gender", 13],
  ["low-score", 13],
  ["age-range", 9],
  ["empty", 1.2],
  ["missing", 1.1],
  ["not-a-jpeg", 1],
  ["truncated", 0.9],
];

/**
 * The flaw, if any, of each of `count` rows: every kind in its share, rounded up, at places that follow from the seed.
 */
export function sampleFlaws(count: number, seed: number): (Flaw | undefined)[] {
  const flaws = new Array<Flaw | undefined>(count).fill(undefined);
  let next = 0;
  for (const [flaw, share] of flawsPerThousand) {
    const rows = Math.ceil((share * count) / 1000);
    flaws.fill(flaw, next, next + rows);
    next += rows;
  }
  // A stream of its own: those of the faces begin with 0.
  const random = randomStream(seed, -1);
  return shuffler(() => random.uniform(0, 1))(flaws);
}
