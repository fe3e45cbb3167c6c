import { genderLetter } from "../../dataset/gender";

/** The columns of `predictFaces`' table that a caption needs. */
export interface FacePrediction {
  age: number;
  gender: number;
  predicted_age: number;
  predicted_gender: number;
}

/**
 * What was predicted of a face, and what is true.
 *
 * @param face - a row as `predictFaces` returns it
 * @example
 * predictionCaption({ predicted_age: 46, predicted_gender: 1, age: 46, gender: 1 }); // "Predicted 46 M, actual 46 M"
 */
export function predictionCaption(face: FacePrediction): string {
  const { predicted_age, predicted_gender, age, gender } = face;
  return `Predicted ${predicted_age} ${genderLetter(predicted_gender)}, actual ${age} ${genderLetter(gender)}`;
}
