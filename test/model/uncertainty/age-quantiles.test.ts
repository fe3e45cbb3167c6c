import { expect, test } from "vitest";
import { ageQuantile, shareOfAges } from "../../../lib/model/uncertainty/age-quantiles";

const few = [0.25, 0, 0.5, 0.25];

test("a year's probability lies between half a year before its number and half a year after", () => {
  expect([0, 0.125, 0.25, 0.5, 0.75, 1].map((share) => ageQuantile(few, share))).toEqual([-0.5, 0, 0.5, 2, 2.5, 3.5]);
  expect([0, 1, 2, 3].map((age) => shareOfAges(few, age))).toEqual([
    [0, 0.25],
    [0.25, 0.25],
    [0.25, 0.75],
    [0.75, 1],
  ]);
});

test("a softmax whose sum is not quite 1 is taken as one whose sum is", () => {
  const doubled = few.map((probability) => 2 * probability);
  expect(ageQuantile(doubled, 0.5)).toBe(2);
  expect(shareOfAges(doubled, 2)).toEqual([0.25, 0.75]);
});

test("one certain age has quantiles of that year alone", () => {
  const certain = Array.from({ length: 101 }, (_, age) => Number(age === 100));
  expect([0.05, 0.95].map((share) => ageQuantile(certain, share))).toEqual([99.55, 100.45]);
});
