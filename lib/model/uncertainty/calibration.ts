import type { FaceSplit } from "../../images/face-split";
import type { Prediction } from "../prediction/prediction";
import { conformityScore } from "./age-intervals";
import { atTemperatures, fitTemperature, genderSoftmax, type Temperatures } from "./temperature";

/** What is learned about how sure a network may be, from faces that it was not trained on. */
export interface Calibration {
  temperatures: Temperatures;
  /** One a face, in years, see `conformityScore`; from the least on. */
  ageScores: number[];
}

/**
 * Calibrates a network: finds the temperature of each head, and scores the faces, at that, for intervals of the age. Strictly, what
 * intervals promise asks for scores of faces that nothing was fitted to; of one number, and hundreds of faces, nothing is seen of it.
 *
 * @param predictions - one a face
 * @param faces - that the network was not trained on
 * @example
 * const calibration = calibrate(await predictSplit(predictor, store.val), store.val);
 * withIntervals(predictor, calibration, 0.9);
 */
export function calibrate(
  predictions: readonly Prediction[],
  { ages, genders }: Pick<FaceSplit, "ages" | "genders">,
): Calibration {
  const softmaxes = predictions.map(({ ageProbabilities }) => ageProbabilities);
  const temperatures = {
    age: fitTemperature(softmaxes, ages),
    gender: fitTemperature(predictions.map(genderSoftmax), genders),
  };
  const scores = predictions.map((prediction, face) =>
    conformityScore(atTemperatures(prediction, temperatures).ageProbabilities, ages[face] ?? Number.NaN),
  );
  return { temperatures, ageScores: scores.sort((one, other) => one - other) };
}
