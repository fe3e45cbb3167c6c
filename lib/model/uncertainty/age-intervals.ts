import type { Prediction } from "../prediction/prediction";
import type { Predictor } from "../prediction/predictor";
import { ageQuantile } from "./age-quantiles";

/** The quantiles of an age's softmax that its interval begins as. */
const [LOWER, UPPER] = [0.05, 0.95];

/**
 * By how many years an age lies outside of the middle 90 % of what a network says: the conformity score of conformalized quantile
 * regression, with the softmax's own quantiles. Below 0 it lies inside, and so far from the nearer end.
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
 * By how many years the middle 90 % of each softmax must be widened at both ends (below 0: narrowed) for its interval to hold the
 * age of a new face with a given probability, at the least. All that this takes is that the new face could as well have been one of
 * those that were scored: nothing about the network. It is so on average over faces, and need not be for those of one group.
 *
 * That is the ⌈(n + 1) level⌉-th smallest of the n scores; with too few of them there is none.
 *
 * @param scores - of faces that the network was not trained on, see `conformityScore`, in any order
 * @param level - between 0 and 1
 * @returns years; infinite where there are too few scores to promise so much
 */
export function conformalMargin(scores: readonly number[], level: number): number {
  const rank = Math.ceil((scores.length + 1) * level - 1e-9); // which 0.9 times 10 is not to exceed by rounding
  return Float64Array.from(scores).sort()[rank - 1] ?? Number.POSITIVE_INFINITY;
}

/**
 * Between which ages a face is, in whole years and both included: the middle 90 % of its softmax, widened by a margin.
 *
 * @param probabilities - of each age, 0 to 100
 * @param margin - years, see `conformalMargin`; 0 takes the network at its word
 * @returns from 0 to 100; one year where the margin leaves none
 */
export function ageInterval(probabilities: readonly number[], margin: number): [low: number, high: number] {
  const [from, to] = [ageQuantile(probabilities, LOWER) - margin, ageQuantile(probabilities, UPPER) + margin];
  const oldest = probabilities.length - 1;
  const [low, high] = [Math.max(0, Math.ceil(from)), Math.min(oldest, Math.floor(to))];
  if (low <= high) return [low, high];
  const middle = Math.min(oldest, Math.max(0, Math.round((from + to) / 2)));
  return [middle, middle];
}

/**
 * A predictor that says as well between which ages each face is, so that it holds for a share of faces like those that were
 * scored.
 *
 * @param predictor - whose answers were scored; it is freed with the result
 * @param scores - see `conformalMargin`
 * @param level - how many of the faces, between 0 and 1
 * @example
 * const [face] = withIntervals(predictor, calibration.ageScores, 0.9).predict(image);
 * face.ageInterval; // [39, 54]
 */
export function withIntervals(predictor: Predictor, scores: readonly number[], level: number): Predictor {
  const margin = conformalMargin(scores, level);
  const widened = (prediction: Prediction): Prediction => ({
    ...prediction,
    ageInterval: ageInterval(prediction.ageProbabilities, margin),
  });
  return { ...predictor, intervalLevel: level, predict: (images) => predictor.predict(images).map(widened) };
}
