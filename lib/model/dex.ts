/**
 * The expected value of a softmax over the ages 0, 1, 2 …: the sum of each age times its probability.
 *
 * From DEX (Rothe, Timofte and Van Gool, "DEX: Deep EXpectation of apparent age from a single image", ICCV workshops
 * 2015), which found it closer to the truth than the most likely class.
 *
 * @param probabilities - one for each age, of sum 1
 * @returns an age in years, with a fraction
 * @example
 * expectedAge([0.25, 0, 0.75]); // 1.5
 */
export function expectedAge(probabilities: ArrayLike<number>): number {
  return Array.from(probabilities).reduce((sum, probability, age) => sum + age * probability, 0);
}
