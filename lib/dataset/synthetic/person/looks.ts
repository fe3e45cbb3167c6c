import type { Random } from "../../../random-stream";

/**
 * What shows of an age and a gender: how old a person looks, and what is typical of men and women, each only roughly.
 */
export interface Looks {
  /** Years; off the true age by some years, and more so in later life. */
  age: number;
  /** 0 at birth to 1 when grown up. */
  growth: number;
  /** 0 up to some 20 years, towards 1 at the end of a long life; sampled anew for each trait. */
  aging(): number;
  /** Around 1 in men, around -1 in women, closer to 0 in children; sampled anew for each trait. */
  masculine(): number;
  male: boolean;
}

/** How a person of an age (years) and a gender happens to look. */
export function sampleLooks(trueAge: number, male: boolean, random: Random): Looks {
  const age = Math.max(trueAge + random.normal(0, 0.6 + 0.045 * trueAge), 0);
  const adult = clamp((age - 9) / 8);
  return {
    age,
    growth: clamp(age / 19) ** 0.62,
    aging: () => clamp((age - 22) / 64 + random.normal(0, 0.08)) * clamp((age - 18) / 16),
    masculine: () => (male ? 1 : -1) * (0.25 + 0.75 * adult) + random.normal(0, 0.6),
    male,
  };
}

/** The number, moved into the range where it lies outside. */
export function clamp(value: number, minimum = 0, maximum = 1): number {
  return Math.min(Math.max(value, minimum), maximum);
}
