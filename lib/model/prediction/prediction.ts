import type { tf } from "../../engine/tensorflow";
import type { PredictionTensors } from "./prediction-tensors";

/** What a network says of one face. */
export interface Prediction {
  /** The most likely age, 0 to 100; of a network that gives the age as one number, that number rounded. */
  age: number;
  /** Its probability; undefined where the network gives one number. */
  ageProbability: number | undefined;
  /** The expected value of the age's softmax, see `expectedAge`, or the one number, 0 to 100. */
  expectedAge: number;
  /** The age's softmax: the probability of each age, 0 to 100; empty where the network gives one number. */
  ageProbabilities: readonly number[];
  /** The more likely gender: 0 female, 1 male. */
  gender: number;
  /** Its probability. */
  genderProbability: number;
  /** Between which ages the face is, both included, where the predictor gives intervals, see `withIntervals`. */
  ageInterval?: readonly [low: number, high: number];
}

/** A network whose weights are so far off that it computes no numbers. */
export class SpoiledNetwork extends Error {
  constructor() {
    super("the network computes no numbers (NaN): its weights are spoiled, train it again");
  }
}

/**
 * Reads what a network says of a batch; the tensors stay the caller's.
 *
 * @returns one prediction an image, in their order
 * @throws SpoiledNetwork when the network computes no numbers
 */
export function readPredictions(tensors: PredictionTensors): Prediction[] {
  const ageProbabilities = tensors.age_probabilities ? rowsOf(tensors.age_probabilities) : [];
  const genderProbabilities = rowsOf(tensors.gender_probabilities);
  const expectedAges = tensors.age_expected.dataSync();
  const genders = tensors.gender_class.dataSync();
  return Array.from(tensors.age_class.dataSync(), (age, index) => {
    const [ofAges = [], ofGenders = []] = [ageProbabilities[index], genderProbabilities[index]];
    const gender = genders[index] ?? Number.NaN;
    const [expectedAge = Number.NaN, genderProbability = Number.NaN] = [expectedAges[index], ofGenders[gender]];
    if (Number.isNaN(expectedAge + genderProbability)) throw new SpoiledNetwork();
    return { age, ageProbability: ofAges[age], expectedAge, ageProbabilities: ofAges, gender, genderProbability };
  });
}

/** The rows of a matrix [count, classes]. */
function rowsOf(matrix: tf.Tensor): number[][] {
  const [count = 0, classes = 0] = matrix.shape;
  const values = matrix.dataSync();
  return Array.from({ length: count }, (_, row) => Array.from(values.subarray(row * classes, (row + 1) * classes)));
}
