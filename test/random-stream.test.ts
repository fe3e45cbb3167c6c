import { expect, test } from "vitest";
import { randomStream } from "../lib/random-stream";

const draw = (seed: number, index: number, count = 5) => {
  const random = randomStream(seed, index);
  return Array.from({ length: count }, () => random.uniform(0, 1));
};

test("the same seed and index give the same stream", () => {
  expect(draw(3, 8)).toEqual(draw(3, 8));
});

test("streams of neighboring indexes and seeds have nothing in common", () => {
  const first = (seed: number, index: number) => draw(seed, index, 1)[0] ?? 0;
  for (const firsts of [
    Array.from({ length: 1000 }, (_, index) => first(1, index)),
    Array.from({ length: 1000 }, (_, seed) => first(seed, 1)),
  ]) {
    // Independent uniform numbers: a third apart on average, and evenly spread.
    const steps = firsts.slice(1).map((value, index) => Math.abs(value - (firsts[index] ?? 0)));
    expect(mean(steps)).toBeCloseTo(1 / 3, 1);
    for (let tenth = 0; tenth < 10; tenth++) {
      expect(firsts.filter((value) => Math.floor(value * 10) === tenth).length).toBeGreaterThan(60);
    }
  }
});

test("numbers have the distributions that are asked for", () => {
  const random = randomStream(1, 1);
  const many = <Value>(draw: () => Value) => Array.from({ length: 5000 }, draw);
  const uniform = many(() => random.uniform(2, 4));
  expect([Math.min(...uniform), Math.max(...uniform)].map((value) => value.toFixed(1))).toEqual(["2.0", "4.0"]);
  const normal = many(() => random.normal(10, 3));
  expect(mean(normal)).toBeCloseTo(10, 0);
  expect(Math.sqrt(mean(normal.map((value) => (value - 10) ** 2)))).toBeCloseTo(3, 0);
  expect(many(() => random.chance(0.2)).filter(Boolean).length / 5000).toBeCloseTo(0.2, 1);
  expect(new Set(many(() => random.pick(["a", "b", "c"])))).toEqual(new Set(["a", "b", "c"]));
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
