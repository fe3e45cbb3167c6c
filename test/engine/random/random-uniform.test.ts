import { expect, test } from "vitest";
import { randomUniform, seedFor } from "../../../lib/engine/random/random-uniform";
import { tf } from "../../../lib/engine/tensorflow";

function draw(count: number, seed: number, step: number): number[] {
  return Array.from(tf.tidy(() => randomUniform([count], seed, tf.scalar(step, "int32"))).dataSync());
}

test("the same shape, seed and step give the same numbers, another seed or step others", () => {
  expect(draw(8, 7, 1)).toEqual(draw(8, 7, 1));
  expect(draw(8, 7, 1)).not.toEqual(draw(8, 7, 2));
  expect(draw(8, 7, 1)).not.toEqual(draw(8, 8, 1));
});

test("numbers are uniform on [0, 1)", () => {
  const numbers = draw(100_000, 1, 1);
  expect(Math.min(...numbers.slice(0, 50_000))).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers.slice(0, 50_000))).toBeLessThan(1);
  for (const edge of [0.1, 0.5, 0.9]) {
    // Five standard deviations of a share of 100,000.
    expect(Math.abs(numbers.filter((number) => number < edge).length / 100_000 - edge)).toBeLessThan(0.008);
  }
});

test("only its result is left behind", () => {
  const step = tf.scalar(1, "int32");
  const before = tf.memory().numTensors;
  const drawn = randomUniform([2, 3], 1, step);
  expect(drawn.shape).toEqual([2, 3]);
  expect(tf.memory().numTensors).toBe(before + 1);
  tf.dispose([drawn, step]);
});

test("each name has a seed of its own, within 32 bits", () => {
  const seeds = ["conv_1", "conv_2", "flip"].flatMap((name) => [seedFor(name, 1), seedFor(name, 2)]);
  expect(new Set(seeds).size).toBe(6);
  for (const seed of seeds) expect(seed | 0).toBe(seed);
  expect(seedFor("conv_1", 1)).toBe(seeds[0]);
});
