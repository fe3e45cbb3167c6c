import { expect, test } from "vitest";
import { expectedAge } from "../../lib/model/dex";

test("is the sum of each age times its probability", () => {
  expect(expectedAge([0.25, 0, 0.75])).toBe(1.5);
});

test("lies in the middle for a flat softmax over 0 to 100", () => {
  expect(expectedAge(Array.from({ length: 101 }, () => 1 / 101))).toBeCloseTo(50, 10);
});

test("is the age itself where there is no doubt", () => {
  expect(expectedAge(Float32Array.from({ length: 101 }, (_, age) => (age === 37 ? 1 : 0)))).toBe(37);
});
