import { range, shuffler } from "d3-array";
import { randomLcg } from "d3-random";
import { conformalMargin } from "./age-intervals";

/** How often faces are halved. */
const TIMES = 500;

/**
 * How many ages intervals hold where one half of the faces calibrates them and the other is asked: for 500 random halves. It tells
 * how far chance moves such a share, and checks intervals where no faces are left to check them with.
 *
 * @param scores - of all faces, see `conformityScore`
 * @param level - the share that is to be held, between 0 and 1
 * @param options - `seed`: a whole number; the same draws the same halves
 * @returns a share for each time
 * @example
 * mean(coverageOfHalves(calibration.ageScores, 0.9, { seed: 1 })); // about 0.9
 */
export function coverageOfHalves(scores: readonly number[], level: number, { seed }: { seed: number }): number[] {
  const shuffle = shuffler(randomLcg(seed));
  const half = Math.floor(scores.length / 2);
  return range(TIMES).map(() => {
    const shuffled = shuffle([...scores]);
    const margin = conformalMargin(shuffled.slice(0, half), level);
    const asked = shuffled.slice(half);
    return asked.filter((score) => score <= margin).length / asked.length;
  });
}
