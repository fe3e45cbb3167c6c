import { mean, quantile } from "d3-array";
import { randomLcg } from "d3-random";

/** How many times faces are drawn anew. */
export const RESAMPLES = 1000;
/** The share of the draws' means that an interval holds. */
export const CONFIDENCE = 0.95;

/** A mean, and between what bounds it is likely to be for other faces of the same kind. */
export interface Estimate {
  value: number;
  interval: [low: number, high: number];
}

/**
 * The mean of a value over faces with its 95 % confidence interval by the percentile bootstrap: as many faces as there
 * are, drawn with replacement 1,000 times; the interval runs from the 2.5th to the 97.5th percentile of the means. It is
 * too narrow where there are only a few faces.
 *
 * Source: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13
 *
 * @param values - one a face
 * @param options - `seed`: a whole number; the same draws the same faces
 * @returns NaN throughout where there are no values
 * @example
 * bootstrapMean([1, 0, 1, 1], { seed: 1 }); // { value: 0.75, interval: [0.25, 1] }
 */
export function bootstrapMean(values: ArrayLike<number>, { seed }: { seed: number }): Estimate {
  const all = Float64Array.from(values);
  const random = randomLcg(seed);
  const means = Float64Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let draw = 0; draw < all.length; draw++) sum += all[Math.floor(random() * all.length)] ?? Number.NaN;
    return sum / all.length;
  });
  return { value: mean(all) ?? Number.NaN, interval: percentileInterval(means) };
}

/** The middle 95 % of what was drawn anew. */
export function percentileInterval(means: Float64Array): Estimate["interval"] {
  const percentile = (share: number) => quantile(means, share) ?? Number.NaN;
  const tail = (1 - CONFIDENCE) / 2;
  return [percentile(tail), percentile(1 - tail)];
}
