import { bisectRight, cumsum } from "d3-array";
import type { Prediction } from "../../../lib/model/prediction/prediction";

/** A softmax over the ages 0 to 100: a Gaussian of so many years around an age. */
export function hill(middle: number, width: number): number[] {
  const heights = Array.from({ length: 101 }, (_, age) => Math.exp(-(((age - middle) / width) ** 2) / 2));
  const sum = heights.reduce((sum, height) => sum + height, 0);
  return heights.map((height) => height / sum);
}

/** What is said of a face with this softmax of ages, which is a man with the given probability. */
export function prediction(ageProbabilities: readonly number[], male = 0.5): Prediction {
  const ageProbability = Math.max(...ageProbabilities);
  return {
    age: ageProbabilities.indexOf(ageProbability),
    ageProbability,
    expectedAge: ageProbabilities.reduce((sum, probability, age) => sum + probability * age, 0),
    ageProbabilities,
    gender: male > 0.5 ? 1 : 0,
    genderProbability: Math.max(male, 1 - male),
  };
}

/** A class drawn from its probabilities. */
export function drawn(probabilities: readonly number[], random: () => number): number {
  const [share, upTo] = [random(), cumsum(probabilities)];
  return Math.min(bisectRight(upTo, share), probabilities.length - 1);
}
