import { sum } from "d3-array";

/**
 * How much of an age's softmax lies below a year, and how much up to its end. A year's probability is taken to be spread evenly
 * over it, from half a year before its number to half a year after.
 *
 * @param probabilities - of each age, 0 to 100; their sum need only be about 1
 * @returns two shares, from 0 to 1
 * @example
 * shareOfAges([0.2, 0.5, 0.3], 1); // [0.2, 0.7]
 */
export function shareOfAges(probabilities: readonly number[], age: number): [below: number, upTo: number] {
  const all = sum(probabilities);
  const below = sum(probabilities.slice(0, age));
  return [below / all, (below + (probabilities[age] ?? 0)) / all];
}

/**
 * The age that a share of a softmax lies below, see `shareOfAges`.
 *
 * @param share - from 0 to 1
 * @returns years, from -0.5 to 100.5
 * @example
 * ageQuantile([0.2, 0.5, 0.3], 0.45); // 1: half of the year from 0.5 to 1.5
 */
export function ageQuantile(probabilities: readonly number[], share: number): number {
  const wanted = share * sum(probabilities);
  let below = 0;
  for (const [age, probability] of probabilities.entries()) {
    if (below + probability >= wanted && probability > 0) return age - 0.5 + (wanted - below) / probability;
    below += probability;
  }
  return probabilities.length - 0.5;
}
