import type { FaceSplit } from "../../images/face-split";
import type { Prediction } from "../prediction/prediction";
import { conformityScore } from "./age-intervals";
import { fitTemperature, genderSoftmax, type Temperatures } from "./temperature";

/** What is learned about how sure a network may be, from faces that it was not trained on. */
export interface Calibration {
  temperatures: Temperatures;
  /** One a face, in years, see `conformityScore`; from the least on. */
  ageScores: number[];
}

/**
 * Calibrates a network: finds the temperature of each head, and scores the faces for intervals of the age. The intervals are those
 * of the network as it is, without temperatures: what they promise does not depend on what else was fitted to the same faces.
 *
 * @param predictions - one a face
 * @param faces - that the network was not trained on
 * @example
 * const calibration = calibrate(await predictSplit(predictor, store.val), store.val);
 * withIntervals(predictor, calibration.ageScores, 0.9);
 */
export function calibrate(
  predictions: readonly Prediction[],
  { ages, genders }: Pick<FaceSplit, "ages" | "genders">,
): Calibration {
  const softmaxes = predictions.map(({ ageProbabilities }) => ageProbabilities);
  return {
    temperatures: {
      age: fitTemperature(softmaxes, ages),
      gender: fitTemperature(predictions.map(genderSoftmax), genders),
    },
    ageScores: softmaxes
      .map((softmax, face) => conformityScore(softmax, ages[face] ?? Number.NaN))
      .sort((one, other) => one - other),
  };
}
