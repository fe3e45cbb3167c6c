import { randomLcg, randomNormal } from "d3-random";
import { expect, test } from "vitest";
import { bootstrapMean } from "../../lib/model/bootstrap";

test("the docstring's example", () => {
  expect(bootstrapMean([1, 0, 1, 1], { seed: 1 })).toEqual({ value: 0.75, interval: [0.25, 1] });
});

test("the interval of a share is that of the binomial distribution, from which resamples of it come", () => {
  // 70 of 100: scipy.stats.binom(100, 0.7).ppf([0.025, 0.975]) is [61, 79].
  const values = Array.from({ length: 100 }, (_, face) => (face < 70 ? 1 : 0));
  const { value, interval } = bootstrapMean(values, { seed: 3 });
  expect(value).toBe(0.7);
  expect(Math.abs(interval[0] - 0.61)).toBeLessThan(0.011);
  expect(Math.abs(interval[1] - 0.79)).toBeLessThan(0.011);
});

test("95 of 100 intervals hold the true mean, or nearly so many", () => {
  const draw = randomNormal.source(randomLcg(0.5))(10, 4);
  const held = Array.from({ length: 400 }, (_, seed) => {
    const [low, high] = bootstrapMean(
      Array.from({ length: 50 }, () => draw()),
      { seed },
    ).interval;
    return low <= 10 && 10 <= high;
  }).filter(Boolean).length;
  expect(held / 400).toBeGreaterThan(0.91);
  expect(held / 400).toBeLessThan(0.98);
});

test("the same seed gives the same interval, another one another", () => {
  const values = Float64Array.from({ length: 30 }, (_, face) => (face * 7919) % 31);
  expect(bootstrapMean(values, { seed: 1 })).toEqual(bootstrapMean(values, { seed: 1 }));
  expect(bootstrapMean(values, { seed: 2 }).interval).not.toEqual(bootstrapMean(values, { seed: 1 }).interval);
});

test("one face is its own interval, none has none", () => {
  expect(bootstrapMean([4], { seed: 1 })).toEqual({ value: 4, interval: [4, 4] });
  expect(bootstrapMean([], { seed: 1 })).toEqual({ value: Number.NaN, interval: [Number.NaN, Number.NaN] });
});
