import type { Prediction } from "../prediction/prediction";
import type { Predictor } from "../prediction/predictor";
import { ageInterval, conformalMargin } from "./age-intervals";
import type { Calibration } from "./calibration";
import { atTemperatures } from "./temperature";

/**
 * A predictor that tells of each face as well between which ages it is, so that this holds for a share of faces like those that it
 * was calibrated with.
 *
 * @param predictor - that of the calibration; it is freed with the result
 * @param level - the share of faces, between 0 and 1
 * @example
 * const [face] = withIntervals(predictor, calibration, 0.9).predict(image);
 * face.ageInterval; // [39, 54]
 */
export function withIntervals(predictor: Predictor, calibration: Calibration, level: number): Predictor {
  const addInterval = intervalsOf(calibration, level);
  return { ...predictor, intervalLevel: level, predict: (images) => predictor.predict(images).map(addInterval) };
}

/** What adds its age's interval to a prediction, see `withIntervals`. */
export function intervalsOf(
  { temperatures, ageScores }: Calibration,
  level: number,
): (prediction: Prediction) => Prediction {
  const margin = conformalMargin(ageScores, level);
  return (prediction) => ({
    ...prediction,
    ageInterval: ageInterval(atTemperatures(prediction, temperatures).ageProbabilities, margin),
  });
}
