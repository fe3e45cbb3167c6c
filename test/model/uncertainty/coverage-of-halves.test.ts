import { mean, range } from "d3-array";
import { expect, test } from "vitest";
import { coverageOfHalves } from "../../../lib/model/uncertainty/coverage-of-halves";

test("intervals that one half of the faces calibrates hold for the other half as often as they promise", () => {
  const scores = range(199);
  const shares = coverageOfHalves(scores, 0.9, { seed: 1 });
  // Of 99 the ninetieth: nine tenths of the others lie below it, on average; each time it is a share of 100 faces.
  expect(mean(shares)).toBeCloseTo(0.9, 2);
  expect(Math.min(...shares)).toBeLessThan(0.85);
  expect(shares.every((share) => Number.isInteger(Math.round(1e6 * share) / 1e4))).toBe(true);
  expect(coverageOfHalves(scores, 0.9, { seed: 1 })).toEqual(shares);
  expect(coverageOfHalves(scores, 0.9, { seed: 2 })).not.toEqual(shares);
});

test("with too few faces all are held: the interval is all ages", () => {
  expect(new Set(coverageOfHalves(range(10), 0.9, { seed: 1 }))).toEqual(new Set([1]));
});
