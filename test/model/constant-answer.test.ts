import { expect, test } from "vitest";
import { constantAnswer } from "../../lib/model/constant-answer";

test("the median age, the more frequent gender, and the frequencies with one face more in each class", () => {
  const train = { ages: [20, 30, 30, 90], genders: [1, 1, 1, 0] };
  const val = { ages: [30, 40], genders: [1, 0] };
  const { age_error_by_expected_value, gender_accuracy, age_loss, gender_loss, loss } = constantAnswer(train, val);
  expect(age_error_by_expected_value).toBe(5);
  expect(gender_accuracy).toBe(0.5);
  expect(age_loss).toBeCloseTo(-(Math.log(3 / 105) + Math.log(1 / 105)) / 2);
  expect(gender_loss).toBeCloseTo(-(Math.log(4 / 6) + Math.log(2 / 6)) / 2);
  expect(loss).toBe((age_loss + gender_loss) / 2);
});
