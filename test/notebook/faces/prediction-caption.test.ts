import { expect, test } from "vitest";
import { predictionCaption } from "../../../lib/notebook/faces/prediction-caption";

test("the caption has the expected value in whole years, and both genders", () => {
  const caption = predictionCaption({ expected_age: 46.5, predicted_gender: 0, age: 31, gender: 1 });
  expect(caption).toBe("Predicted 47 F, actual 31 M");
});
