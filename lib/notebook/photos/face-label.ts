import { genderLetter } from "../../dataset/gender";
import type { PredictedFace } from "../../model/detector/predict-photo";

/** What stands above a face: "46 M", with the age's expected value, and where the age has an interval "46 (39–54) M". */
export function faceLabel({ prediction: { expectedAge, gender, ageInterval } }: PredictedFace): string {
  const interval = ageInterval ? `(${ageInterval.join("–")}) ` : "";
  return `${Math.round(expectedAge)} ${interval}${genderLetter(gender)}`;
}
