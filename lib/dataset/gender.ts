/** M or F, for a gender of 1 (male) or 0 (female), as all data sets of the project have it. */
export function genderLetter(gender: number): "M" | "F" {
  return gender === 1 ? "M" : "F";
}
