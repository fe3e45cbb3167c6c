import { genderLetter } from "../../dataset/gender";

/** The columns of `predictFaces`' table that a caption needs. */
export interface FacePrediction {
  age: number;
  gender: number;
  expected_age: number;
  predicted_gender: number;
}

/**
 * What was predicted of a face, its age as the expected value in whole years, and what is true.
 *
 * @param face - a row as `predictFaces` returns it
 * @example
 * predictionCaption({ expected_age: 46.3, predicted_gender: 1, age: 46, gender: 1 }); // "Predicted 46 M, actual 46 M"
 */
export function predictionCaption(face: FacePrediction): string {
  const { expected_age, predicted_gender, age, gender } = face;
  return `Predicted ${Math.round(expected_age)} ${genderLetter(predicted_gender)}, actual ${age} ${genderLetter(gender)}`;
}
