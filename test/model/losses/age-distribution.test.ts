import { expect, test } from "vitest";
import { ageDistributions } from "../../../lib/model/losses/age-distribution";

/** A standard deviation with which a density is halved a year away: two years away it is 1/16, three 1/512. */
const halving = 1 / Math.sqrt(2 * Math.log(2));

test("is a Gaussian around each age", () => {
  const row = ageDistributions(halving)[50] ?? [];
  const total = 1 + 2 * (1 / 2 + 1 / 16 + 1 / 512); // and 2 / 65,536 four years away
  [1, 1 / 2, 1 / 16, 1 / 512].forEach((density, years) => {
    expect(row[50 + years]).toBeCloseTo(density / total, 4);
    expect(row[50 - years]).toBe(row[50 + years]);
  });
});

test("is cut off at 0 and 100, and sums to 1 there too", () => {
  const rows = ageDistributions(halving);
  expect(rows[0]?.[0]).toBeCloseTo(1 / (1 + 1 / 2 + 1 / 16 + 1 / 512), 4);
  expect(rows[100]?.[99]).toBeCloseTo((rows[0]?.[0] ?? 0) / 2, 10);
  for (const row of [...rows, ...ageDistributions(20)]) {
    expect(row).toHaveLength(101);
    expect(row.reduce((sum, probability) => sum + probability)).toBeCloseTo(1, 10);
  }
});

test("of a deviation of next to nothing is the age itself", () => {
  expect(ageDistributions(1e-3)[7]?.map((probability, age) => [age, probability])[7]).toEqual([7, 1]);
});
