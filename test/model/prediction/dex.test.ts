import { expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { agesOfHead, expectedAge } from "../../../lib/model/prediction/dex";

function expectedAges(rows: number[][]): number[] {
  return tf.tidy(() => Array.from(expectedAge(tf.tensor2d(rows)).dataSync()));
}

test("is the sum of each age times its probability", () => {
  expect(expectedAges([[0.25, 0, 0.75]])).toEqual([1.5]);
});

test("lies in the middle for a flat softmax over 0 to 100, and is the age itself where there is no doubt", () => {
  const flat = Array.from({ length: 101 }, () => 1 / 101);
  const sure = Array.from({ length: 101 }, (_, age) => (age === 37 ? 1 : 0));
  const [middle, certain] = expectedAges([flat, sure]);
  expect(middle).toBeCloseTo(50, 4);
  expect(certain).toBe(37);
});

test("the ages of a head are those of its softmax, or its number in decades from 50", () => {
  const agesOf = (rows: number[][]) => tf.tidy(() => Array.from(agesOfHead(tf.tensor2d(rows)).dataSync()));
  expect(agesOf([Array.from({ length: 101 }, (_, age) => (age === 37 ? 50 : 0))])[0]).toBeCloseTo(37, 4);
  expect(agesOf([[0], [-1.5], [7]])).toEqual([50, 35, 100]);
});

test("leaves nothing but its result behind", () => {
  const before = tf.memory().numTensors;
  const probabilities = tf.ones<tf.Rank.R2>([2, 101]);
  expectedAge(probabilities).dispose();
  probabilities.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
