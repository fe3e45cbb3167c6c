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
  const { loss, ageLoss, genderLoss, ...others } = measure(predictions);
  const never = -Math.log(1e-7); // in place of an infinite one
  expect(ageLoss).toBeCloseTo((Math.log(2) + Math.log(4) + never + Math.log(8)) / 4, 12);
  expect(genderLoss).toBeCloseTo((Math.log(4 / 3) + 0 + Math.log(4) + Math.log(2)) / 4, 12); // the third is wrong
  expect(loss).toBeCloseTo((ageLoss + genderLoss) / 2, 12);
  expect(others).toEqual({
    count: 4,
    genderAccuracy: 3 / 4,
    ageAccuracy: 1 / 4,
    ageWithin5: 2 / 4,
    ageWithin10: 3 / 4, // 10 years off still counts, 11 do not
    ageErrorByClass: (0 + 10 + 11 + 1) / 4,
    ageErrorByExpectedValue: (2.5 + 0 + 5 + 0.5) / 4,
  });
});

test("measures the rows that a filter leaves", () => {
  expect(measure(predictions.filter("d => d.gender === 0"))).toMatchObject({ count: 2, genderAccuracy: 1 / 2 });
});

test("refuses a table without rows", () => {
  expect(() => measure(predictions.slice(0, 0))).toThrow("the table is empty");
});
