import { ageQuantile } from "./age-quantiles";

/**
 * The quantiles of an age's softmax that its interval begins as. They are nearer to each other than the intervals that are mostly
 * asked for, which are therefore widened: where they are narrowed, the youngest and the oldest fall out of theirs first.
 */
const [LOWER, UPPER] = [0.1, 0.9];

/**
 * By how many years an age lies outside of the middle 80 % of what a network says: the conformity score of conformalized quantile
 * regression, with the softmax's own quantiles. Below 0 it lies inside, so far from the nearer end.
 *
 * Source: Romano, Patterson and Candès, "Conformalized quantile regression", NeurIPS 2019
 *
 * @param probabilities - of each age, 0 to 100
 * @param age - the true one
 */
export function conformityScore(probabilities: readonly number[], age: number): number {
  return Math.max(ageQuantile(probabilities, LOWER) - age, age - ageQuantile(probabilities, UPPER));
}

/**
 * By how many years the middle 80 % of each softmax must be widened at both ends (below 0: narrowed) for its interval to hold the
 * age of a new face with a given probability. That needs nothing of the network, only that the new face could as well have been
 * one of those that were scored. It is so over all faces together, and need not be for those of one group.
 *
 * It is the ⌈(n + 1) level⌉-th smallest of the n scores.
 *
 * @param scores - of faces that the network was not trained on, see `conformityScore`, in any order
 * @param level - between 0 and 1
 * @returns years; infinite where there are too few scores to promise so much
 */
export function conformalMargin(scores: readonly number[], level: number): number {
  const rank = Math.ceil((scores.length + 1) * level - 1e-9); // less what 10 times 0.9 may be above 9 by rounding
  return Float64Array.from(scores).sort()[rank - 1] ?? Number.POSITIVE_INFINITY;
}

/**
 * Between which ages a face is, in whole years, both included: the middle 80 % of its softmax, widened by a margin.
 *
 * @param probabilities - of each age, 0 to 100
 * @param margin - years, see `conformalMargin`
 * @returns from 0 to 100; a single year where the margin leaves none
 */
export function ageInterval(probabilities: readonly number[], margin: number): [low: number, high: number] {
  const [from, to] = [ageQuantile(probabilities, LOWER) - margin, ageQuantile(probabilities, UPPER) + margin];
  const oldest = probabilities.length - 1;
  const [low, high] = [Math.max(0, Math.ceil(from)), Math.min(oldest, Math.floor(to))];
  if (low <= high) return [low, high];
  const middle = Math.min(oldest, Math.max(0, Math.round((from + to) / 2)));
  return [middle, middle];
}
