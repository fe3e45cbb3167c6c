import { expect, test } from "vitest";
import { flawsPerThousand, sampleFlaws } from "../../../lib/dataset/synthetic/flaws";

test("each flaw has its share, the others of the rows none", () => {
  const flaws = sampleFlaws(2000, 1);
  expect(flaws).toHaveLength(2000);
  for (const [flaw, share] of flawsPerThousand) {
    const rows = flaws.filter((value) => value === flaw).length;
    expect(rows, flaw).toBeGreaterThanOrEqual(share * 2);
    expect(rows, flaw).toBeLessThan(share * 2 + 1);
  }
  expect(flaws.filter((flaw) => flaw === undefined).length).toBeGreaterThan(1800);
});

test("flaws lie anywhere, where the seed says", () => {
  const places = (seed: number) => sampleFlaws(2000, seed).flatMap((flaw, row) => (flaw ? [row] : []));
  expect(places(1)).toEqual(places(1));
  expect(places(1)).not.toEqual(places(2));
  expect(places(1).filter((row) => row < 1000).length).toBeGreaterThan(50);
  expect(places(1).filter((row) => row >= 1000).length).toBeGreaterThan(50);
});

test("a small data set has all of them, a tiny one is no longer than asked for", () => {
  expect(new Set(sampleFlaws(100, 1)).size).toBe(flawsPerThousand.length + 1);
  expect(sampleFlaws(3, 1)).toHaveLength(3);
});
