import { expect, expectTypeOf, test } from "vitest";
import { randomSearch } from "../../../lib/training/sweep/random-search";

const space = { learningRate: { from: 1e-5, to: 1e-2 }, batchSize: { from: 8, to: 128, whole: true }, seed: [1, 2, 3] };

test("the same seed draws the same, another one others, and a longer search begins with the shorter one", () => {
  const twenty = randomSearch(space, { count: 20 });
  expect(twenty).toHaveLength(20);
  expect(randomSearch(space, { count: 30 }).slice(0, 20)).toEqual(twenty);
  expect(randomSearch(space, { count: 20, seed: 2 })).not.toEqual(twenty);
});

test("what is drawn is in its range, whole where it must be, with three digits elsewhere", () => {
  for (const { learningRate, batchSize, seed } of randomSearch(space, { count: 500 })) {
    expect(learningRate).toBeGreaterThanOrEqual(1e-5);
    expect(learningRate).toBeLessThanOrEqual(1e-2);
    expect(learningRate).toBe(Number(learningRate.toPrecision(3)));
    expect(Number.isInteger(batchSize) && batchSize >= 8 && batchSize <= 128).toBe(true);
    expect([1, 2, 3]).toContain(seed);
  }
});

test("ranges with positive ends are drawn from evenly on a logarithmic scale, others evenly", () => {
  const drawn = randomSearch({ a: { from: 1e-4, to: 1 }, b: { from: -1, to: 1 } }, { count: 4000 });
  for (const decade of [1e-4, 1e-3, 1e-2, 1e-1]) {
    const share = drawn.filter(({ a }) => a >= decade && a < decade * 10).length / drawn.length;
    expect(share).toBeGreaterThan(0.22);
    expect(share).toBeLessThan(0.28);
  }
  const upperHalf = drawn.filter(({ b }) => b > 0).length / drawn.length;
  expect(upperHalf).toBeGreaterThan(0.47);
  expect(upperHalf).toBeLessThan(0.53);
});

test("both ends of a range of whole numbers are drawn, and nothing twice: all there is, where more is asked for", () => {
  const drawn = randomSearch({ epochs: { from: -2, to: 2, whole: true }, batchSize: [16, 32, 16] }, { count: 100 });
  expect(drawn).toHaveLength(10);
  expect(new Set(drawn.map(({ epochs }) => epochs))).toEqual(new Set([-2, -1, 0, 1, 2]));
  expect(
    randomSearch({ rate: { from: 1, to: 1.02 } }, { count: 100 })
      .map(({ rate }) => rate)
      .sort(),
  ).toEqual([1, 1.01, 1.02]);
});

test("what cannot be drawn from is named", () => {
  const drawOne = (values: number[] | { from: number; to: number; whole?: boolean }) => () =>
    randomSearch({ steps: values }, { count: 1 });
  expect(drawOne([])).toThrow("steps has no values");
  expect(drawOne({ from: 2, to: 1 })).toThrow("the range of steps must go from a number to one that is not below it");
  expect(drawOne({ from: 1, to: Number.NaN })).toThrow("the range of steps");
  expect(drawOne({ from: 0.5, to: 2, whole: true })).toThrow("steps takes whole numbers");
  expect(() => randomSearch(space, { count: 0 })).toThrow("count must be a whole number of at least 1, but is 0");
});

test("each draw has the types of its values", () => {
  const drawn = randomSearch({ schedule: ["constant", "cosine"], rate: { from: 0, to: 1 } }, { count: 1 });
  expectTypeOf(drawn).toEqualTypeOf<{ schedule: "constant" | "cosine"; rate: number }[]>();
});
