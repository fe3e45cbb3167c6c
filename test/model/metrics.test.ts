import { table } from "arquero";
import { expect, test } from "vitest";
import { measure } from "../../lib/model/metrics";

const predictions = table({
  age: [20, 30, 40, 50],
  gender: [0, 1, 0, 1],
  predicted_age: [20, 40, 51, 49],
  expected_age: [22.5, 30, 35, 50.5],
  true_age_probability: [1 / 2, 1 / 4, 0, 1 / 8],
  predicted_gender: [0, 1, 1, 1],
  gender_probability: [3 / 4, 1, 3 / 4, 1 / 2],
});

test("measures accuracies and errors, worked out by hand", () => {
  const { loss, age_loss, gender_loss, ...others } = measure(predictions);
  const never = -Math.log(1e-7); // in place of an infinite one
  expect(age_loss).toBeCloseTo((Math.log(2) + Math.log(4) + never + Math.log(8)) / 4, 12);
  expect(gender_loss).toBeCloseTo((Math.log(4 / 3) + 0 + Math.log(4) + Math.log(2)) / 4, 12); // the third is wrong
  expect(loss).toBeCloseTo((age_loss + gender_loss) / 2, 12);
  expect(others).toEqual({
    count: 4,
    gender_accuracy: 3 / 4,
    age_accuracy: 1 / 4,
    age_within_5: 2 / 4,
    age_within_10: 3 / 4, // 10 years off still counts, 11 do not
    age_error_by_class: (0 + 10 + 11 + 1) / 4,
    age_error_by_expected_value: (2.5 + 0 + 5 + 0.5) / 4,
  });
});

test("measures the rows that a filter leaves", () => {
  expect(measure(predictions.filter("d => d.gender === 0"))).toMatchObject({ count: 2, gender_accuracy: 1 / 2 });
});

test("refuses a table without rows", () => {
  expect(() => measure(predictions.slice(0, 0))).toThrow("the table is empty");
});
