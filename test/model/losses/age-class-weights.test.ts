import { expect, test } from "vitest";
import { ageClassWeights } from "../../../lib/model/losses/age-class-weights";

const ages = Int32Array.of(20, 20, 20, 80); // too far apart for the smoothing to mix them

test("a face counts by the inverse of its age's frequency, 1 on the average", () => {
  const weights = ageClassWeights(ages, 1);
  expect(weights[20]).toBeCloseTo(2 / 3, 6); // three of them and one of 2: a mean of 1
  expect(weights[80]).toBeCloseTo(2, 6);
  expect(weights.filter((weight) => weight === 0)).toHaveLength(99); // no face has these ages
});

test("or by the inverse of its square root", () => {
  const weights = ageClassWeights(ages, 0.5);
  expect((weights[80] ?? 0) / (weights[20] ?? 0)).toBeCloseTo(Math.sqrt(3), 6);
  expect((3 * (weights[20] ?? 0) + (weights[80] ?? 0)) / 4).toBeCloseTo(1, 6);
});

test("the frequency is that of the years around, too", () => {
  const weights = ageClassWeights(Int32Array.of(40, 41, 41, 41, 70), 1);
  const near = Math.exp(-1 / 8); // a year away, with a standard deviation of two years
  expect((weights[70] ?? 0) / (weights[40] ?? 0)).toBeCloseTo(1 + 3 * near, 6);
  expect((weights[70] ?? 0) / (weights[41] ?? 0)).toBeCloseTo(3 + near, 6);
});

test("ages that are as frequent as all others count the same, at the ends as well", () => {
  for (const weight of ageClassWeights(
    Int32Array.from({ length: 101 }, (_, age) => age),
    1,
  )) {
    expect(weight).toBeCloseTo(1, 6);
  }
});
