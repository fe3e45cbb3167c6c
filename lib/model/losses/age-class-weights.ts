import { ageDistributions } from "./age-distribution";

/** The standard deviation in years of the Gaussian that smooths how frequent ages are; Yang et al.'s. */
const SIGMA = 2;

/**
 * How much a face of each age counts, so that frequent ages do not rule: the inverse of the age's frequency, smoothed over the
 * years around it, to the power of `balance` (label distribution smoothing, Yang et al. 2021, Delving into Deep Imbalanced
 * Regression, who take 1 and, for IMDB-WIKI, the inverse square root, 0.5).
 *
 * @param ages - of the training faces, 0 to 100
 * @param balance - 0 for the same weight for all, to 1 for the same weight for all ages together
 * @returns 101 weights, whose mean over these faces is 1; 0 for ages that no face has
 */
export function ageClassWeights(ages: Int32Array, balance: number): number[] {
  const rows = ageDistributions(SIGMA);
  const counts = rows.map(() => 0);
  for (const age of ages) counts[age] = (counts[age] ?? 0) + 1;
  const weights = rows.map((row, age) => {
    const frequency = row.reduce((sum, share, other) => sum + share * (counts[other] ?? 0), 0);
    return counts[age] === 0 ? 0 : frequency ** -balance;
  });
  const mean = ages.reduce((sum, age) => sum + (weights[age] ?? 0), 0) / ages.length;
  return weights.map((weight) => weight / mean);
}
