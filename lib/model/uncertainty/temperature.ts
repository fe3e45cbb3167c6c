import { sum } from "d3-array";
import type { Prediction } from "../prediction/prediction";

/** What the logits of each head are divided by. */
export interface Temperatures {
  age: number;
  gender: number;
}

/** Between which temperatures one is looked for: where no answer is wrong, colder is always better. */
const [COLDEST, HOTTEST] = [0.05, 20];
/** The logarithm of the least probability that float32 has in full. */
const LEAST = Math.log(2 ** -126);

/**
 * The temperature of a head: what its logits are to be divided by for the truth to be most probable over some faces. Above 1, the head
 * is too sure of itself. It changes how sure an answer is, and not which it is.
 *
 * With w = 1 / temperature, the mean cross-entropy is convex in w; where its derivative is zero is found by halving.
 *
 * Source: Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", ICML 2017
 *
 * @param softmaxes - what the head said of each face, which was not trained on
 * @param classes - the true one of each face
 * @returns from 0.05 to 20; 1 where there are no faces
 */
export function fitTemperature(softmaxes: readonly (readonly number[])[], classes: ArrayLike<number>): number {
  if (softmaxes.length === 0) return 1;
  const logits = softmaxes.map(logitsOf);
  /** Of the faces' summed cross-entropy, by w. */
  const derivative = (w: number) =>
    sum(logits, (ofFace, face) => {
      const powers = ofFace.map((logit) => Math.exp(w * logit));
      const mean = sum(powers, (power, index) => power * (ofFace[index] ?? 0)) / sum(powers);
      return mean - (ofFace[classes[face] ?? 0] ?? 0);
    });
  let [low, high] = [Math.log(1 / HOTTEST), Math.log(1 / COLDEST)];
  while (high - low > 1e-4) {
    const middle = (low + high) / 2;
    if (derivative(Math.exp(middle)) < 0) low = middle;
    else high = middle;
  }
  return Math.exp(-(low + high) / 2);
}

/**
 * What a network would say at other temperatures. An interval stays what it is.
 *
 * @example
 * const calibrated = predictions.map((prediction) => atTemperatures(prediction, { age: 1.3, gender: 1.1 }));
 */
export function atTemperatures(prediction: Prediction, { age, gender }: Temperatures): Prediction {
  const ageProbabilities = atTemperature(prediction.ageProbabilities, age);
  const genderProbability = atTemperature(genderSoftmax(prediction), gender)[prediction.gender];
  return {
    ...prediction,
    ageProbabilities,
    ageProbability: ageProbabilities[prediction.age] ?? Number.NaN,
    expectedAge: sum(ageProbabilities, (probability, years) => probability * years),
    genderProbability: genderProbability ?? Number.NaN,
  };
}

/** The gender's softmax: the probabilities of female and male. */
export function genderSoftmax({ gender, genderProbability }: Prediction): number[] {
  return gender === 1 ? [1 - genderProbability, genderProbability] : [genderProbability, 1 - genderProbability];
}

function atTemperature(softmax: readonly number[], temperature: number): number[] {
  const powers = logitsOf(softmax).map((logit) => Math.exp(logit / temperature));
  const all = sum(powers);
  return powers.map((power) => power / all);
}

/** Logits that have this softmax, the largest of them 0. */
function logitsOf(softmax: readonly number[]): number[] {
  const largest = Math.log(Math.max(...softmax));
  return softmax.map((probability) => Math.max(Math.log(probability), LEAST) - largest);
}
