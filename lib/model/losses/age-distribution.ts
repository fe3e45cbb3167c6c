import { AGE_CLASSES } from "../classes";

/**
 * For each age, a Gaussian around it as a distribution over the ages 0 to 100: what a face of that age is taken to be in
 * label distribution learning (Gao et al. 2017, Deep Label Distribution Learning with Label Ambiguity).
 *
 * @param sigma - the standard deviation in years, above 0. Gaussians are cut off at 0 and 100, and each sums to 1
 * @returns 101 rows of 101 probabilities: the distribution of the age 0, that of 1 and so on
 * @example
 * ageDistributions(2)[30]?.[31]; // 0.176, and 0.199 for 30 itself
 */
export function ageDistributions(sigma: number): number[][] {
  const ages = Array.from({ length: AGE_CLASSES }, (_, age) => age);
  return ages.map((mean) => {
    const densities = ages.map((age) => Math.exp(-((age - mean) ** 2) / (2 * sigma ** 2)));
    const total = densities.reduce((sum, density) => sum + density);
    return densities.map((density) => density / total);
  });
}
