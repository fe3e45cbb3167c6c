import { type ColumnTable, table } from "arquero";
import { createForwardPass } from "../engine/forward-pass";
import { tf } from "../engine/tensorflow";
import { orderedBatches } from "../images/batches";
import type { FaceSplit } from "../images/face-split";
import { expectedAge } from "./dex";
import { forward, imageSizeOf } from "./forward";
import { standardize } from "./standardize";

/** What a network says of one face. */
export interface Prediction {
  /** The most likely age, 0 to 100. */
  age: number;
  /** Its probability. */
  ageProbability: number;
  /** The expected value of the age's softmax, see `expectedAge`. */
  expectedAge: number;
  /** The age's softmax: the probability of each age, 0 to 100. */
  ageProbabilities: readonly number[];
  /** The more likely gender: 0 female, 1 male. */
  gender: number;
  /** Its probability. */
  genderProbability: number;
}

/**
 * Predicts the age and the gender of each face of a batch.
 *
 * @param model - a network like `sharedCnn`'s: standardized images in, logits of age and gender out
 * @param images - the RGB bytes of one or more images of the model's size, one after the other
 * @returns one prediction an image, in their order; no tensor is left behind
 * @throws when the bytes are not a whole number of images of the model's size
 * @example
 * const [face] = predict(model, await decodeImage("photo.jpg", 64));
 */
export function predict(model: tf.LayersModel, images: Uint8Array): Prediction[] {
  return toPredictions(tf.tidy(() => probabilities(model, imagesTensor(model, images))));
}

/**
 * Predicts every face of a split, in its order, with the network compiled for it.
 *
 * It is computed in float32 everywhere, so that figures can be compared from machine to machine.
 *
 * @param batchSize - how many faces at a time; it decides the memory needed, not the result. Default 32.
 * @param signal - stops with the signal's reason
 * @param onProgress - called after each batch with the count of faces done
 * @returns a table with the columns `filename, age, gender, predicted_age, expected_age, age_probability,
 *   predicted_gender, gender_probability`
 */
export async function predictFaces(
  model: tf.LayersModel,
  split: FaceSplit,
  options: { batchSize?: number; signal?: AbortSignal; onProgress?: (done: number) => void } = {},
): Promise<ColumnTable> {
  const { batchSize = 32, signal, onProgress } = options;
  const predictions: Prediction[] = [];
  const forwardPass = createForwardPass((images: tf.Tensor4D) => probabilities(model, images), {
    precision: "float32",
  });
  try {
    for await (const batch of orderedBatches(split, { batchSize })) {
      signal?.throwIfAborted();
      const input = imagesTensor(model, batch.images);
      try {
        predictions.push(...toPredictions(forwardPass.run(input)));
      } finally {
        input.dispose();
      }
      onProgress?.(predictions.length);
    }
  } finally {
    forwardPass.dispose();
  }
  return table({
    filename: split.faces.array("filename"),
    age: split.ages,
    gender: split.genders,
    predicted_age: predictions.map(({ age }) => age),
    expected_age: predictions.map((prediction) => prediction.expectedAge),
    age_probability: predictions.map(({ ageProbability }) => ageProbability),
    predicted_gender: predictions.map(({ gender }) => gender),
    gender_probability: predictions.map(({ genderProbability }) => genderProbability),
  });
}

/** RGB bytes as [count, size, size, 3], owned by the caller. */
function imagesTensor(model: tf.LayersModel, images: Uint8Array): tf.Tensor4D {
  const size = imageSizeOf(model);
  const count = images.length / (size * size * 3);
  if (!Number.isInteger(count)) {
    throw new Error(`${images.length} bytes are not a whole number of RGB images of ${size} x ${size} px`);
  }
  return tf.tensor4d(images, [count, size, size, 3], "int32");
}

/** The softmax of both heads, owned by the caller. */
function probabilities(model: tf.LayersModel, images: tf.Tensor4D) {
  const { age, gender } = forward(model, standardize(images));
  return { age: tf.softmax(age), gender: tf.softmax(gender) };
}

/** Reads probabilities, one prediction a face, and disposes of the tensors. */
function toPredictions({ age, gender }: Record<"age" | "gender", tf.Tensor>): Prediction[] {
  const [ages, genders] = [rowsOf(age), rowsOf(gender)];
  tf.dispose([age, gender]);
  return ages.map((ageProbabilities, index) => {
    const [mostLikelyAge, ageProbability] = mostLikely(ageProbabilities);
    const [mostLikelyGender, genderProbability] = mostLikely(genders[index] ?? []);
    return {
      age: mostLikelyAge,
      ageProbability,
      expectedAge: expectedAge(ageProbabilities),
      ageProbabilities,
      gender: mostLikelyGender,
      genderProbability,
    };
  });
}

/** The rows of a matrix [count, classes]. */
function rowsOf(matrix: tf.Tensor): number[][] {
  const [count = 0, classes = 0] = matrix.shape;
  const values = Array.from(matrix.dataSync());
  return Array.from({ length: count }, (_, row) => values.slice(row * classes, (row + 1) * classes));
}

/** The place of the highest probability, the first of equals, and that probability. */
function mostLikely(probabilities: readonly number[]): [place: number, probability: number] {
  const highest = Math.max(...probabilities);
  if (Number.isNaN(highest))
    throw new Error("the network computes no numbers (NaN): its weights are spoiled, train it again");
  return [probabilities.indexOf(highest), highest];
}
