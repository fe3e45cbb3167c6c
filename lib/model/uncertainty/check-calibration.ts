import type { FaceSplit } from "../../images/face-split";
import type { Prediction } from "../prediction/prediction";
import { type AgePit, agePit } from "./age-pit";
import { type Reliability, reliability } from "./reliability";

/** How far both heads of a network can be taken at their word. */
export interface CalibrationCheck {
  /** Of the most likely age. */
  age: Reliability;
  /** Of all ages' probabilities. */
  ageDistribution: AgePit;
  gender: Reliability;
}

/**
 * Checks what a network says of some faces, and how sure it is, against the truth.
 *
 * @param predictions - one a face, of a network that gives probabilities of ages
 * @param faces - that neither the network nor its temperatures were fitted to
 */
export function checkCalibration(
  predictions: readonly Prediction[],
  { ages, genders }: Pick<FaceSplit, "ages" | "genders">,
): CalibrationCheck {
  return {
    age: reliability(
      predictions.map(({ age, ageProbability }, face) => ({
        confidence: ageProbability ?? Number.NaN,
        isRight: age === ages[face],
      })),
    ),
    ageDistribution: agePit(predictions, ages),
    gender: reliability(
      predictions.map(({ gender, genderProbability }, face) => ({
        confidence: genderProbability,
        isRight: gender === genders[face],
      })),
    ),
  };
}
