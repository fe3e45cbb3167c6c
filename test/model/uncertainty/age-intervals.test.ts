import { mean, range } from "d3-array";
import { randomLcg, randomNormal } from "d3-random";
import { expect, test } from "vitest";
import type { Predictor } from "../../../lib/model/prediction/predictor";
import { ageInterval, conformalMargin, conformityScore } from "../../../lib/model/uncertainty/age-intervals";
import { calibrate } from "../../../lib/model/uncertainty/calibration";
import { withIntervals } from "../../../lib/model/uncertainty/with-intervals";
import { drawn, hill, prediction } from "./some-predictions";

/** Evenly 10 to 29: its middle 80 % run from 11.5 to 27.5. */
const twenty = Array.from({ length: 101 }, (_, age) => (age >= 10 && age < 30 ? 1 / 20 : 0));

test("a score is by how many years an age lies outside of the middle 80 %, below zero inside", () => {
  const scores = [8, 10, 12, 28, 29, 40].map((age) => conformityScore(twenty, age));
  [3.5, 1.5, -0.5, 0.5, 1.5, 12.5].forEach((years, index) => {
    expect(scores[index]).toBeCloseTo(years, 10);
  });
});

test("the margin is the ⌈(n + 1) level⌉-th smallest score", () => {
  const nine = [9, 1, 8, 2, 7, 3, 6, 4, 5];
  expect(conformalMargin(nine, 0.9)).toBe(9);
  expect(conformalMargin(nine, 0.81)).toBe(9);
  expect(conformalMargin(nine, 0.8)).toBe(8);
  expect(conformalMargin(nine, 0.05)).toBe(1);
});

test("with too few faces for a level the interval is all ages", () => {
  expect(conformalMargin([1, 2, 3, 4, 5, 6, 7, 8], 0.9)).toBe(Number.POSITIVE_INFINITY);
  expect(conformalMargin([], 0.5)).toBe(Number.POSITIVE_INFINITY);
  expect(ageInterval(twenty, Number.POSITIVE_INFINITY)).toEqual([0, 100]);
});

test("an interval holds an age exactly where its score is within the margin", () => {
  for (const margin of [-3, -0.6, -0.5, 0, 0.49, 0.5, 2, 7.2, 60]) {
    for (const softmax of [twenty, hill(3, 4), hill(99, 12)]) {
      const [low, high] = ageInterval(softmax, margin);
      const held = range(101).filter((age) => conformityScore(softmax, age) <= margin);
      expect(range(low, high + 1), `margin ${margin}`).toEqual(held);
    }
  }
});

test("a margin that leaves no year leaves the one in the middle", () => {
  expect(ageInterval(twenty, -30)).toEqual([20, 20]);
  expect(ageInterval(hill(0, 0.1), -5)).toEqual([0, 0]);
});

type Face = { said: number[]; age: number };

/** The share of faces that the intervals hold which were calibrated with 99 others alike: the mean of 15 times, for each level. */
function coverage(levels: readonly number[], ofFace: (random: () => number) => Face): number[] {
  const random = randomLcg(0.42);
  const faces = (count: number) => {
    const drawn = range(count).map(() => ofFace(random));
    return {
      predictions: drawn.map(({ said }) => prediction(said)),
      ages: Int32Array.from(drawn, ({ age }) => age),
      genders: new Int32Array(count),
    };
  };
  const times = range(15).map(() => {
    const [known, others] = [faces(99), faces(100)];
    const calibration = calibrate(known.predictions, known);
    const plain: Predictor = { imageSize: 8, predict: () => others.predictions, dispose() {} };
    return levels.map((level) => {
      const answers = withIntervals(plain, calibration, level).predict(new Uint8Array());
      return mean(answers, ({ ageInterval: [low, high] = [101, -1] }, face) => {
        const age = others.ages[face] ?? Number.NaN;
        return Number(low <= age && age <= high);
      });
    });
  });
  return levels.map((_, index) => mean(times, (held) => held[index]) ?? Number.NaN);
}

/** What a network would say, and the age that is drawn from something else. */
const networks: [string, (random: () => number) => Face][] = [
  [
    "right",
    (random) => {
      const said = hill(20 + 60 * random(), 2 + 8 * random());
      return { said, age: drawn(said, random) };
    },
  ],
  [
    "far too sure, and 8 years off",
    (random) => {
      const middle = 20 + 60 * random();
      return { said: hill(middle + 8, 0.5), age: drawn(hill(middle, 6), random) };
    },
  ],
  [
    "unsure of everything",
    (random) => ({ said: hill(50 + random(), 40), age: Math.round(50 + randomNormal.source(random)(0, 3)()) }),
  ],
];

test.each(networks)("intervals keep their word where the network is %s", (_, ofFace) => {
  const [half = 0, most = 0] = coverage([0.5, 0.9], ofFace);
  expect(half).toBeGreaterThan(0.5 - 0.055); // three standard deviations of such a mean
  expect(most).toBeGreaterThan(0.9 - 0.033);
  // And they promise no more than they must: a hundredth, of 99 faces.
  expect(half).toBeLessThan(0.5 + 0.01 + 0.055);
  expect(most).toBeLessThan(0.9 + 0.01 + 0.033);
});

test("a predictor with intervals says all that it said before, and them", () => {
  const said = prediction(twenty);
  let freed = 0;
  const plain: Predictor = { imageSize: 8, predict: () => [said, said], dispose: () => freed++ };
  const predictor = withIntervals(plain, { temperatures: { age: 1, gender: 1 }, ageScores: [2.5, 2.5, 2.5] }, 0.5);
  expect(predictor.intervalLevel).toBe(0.5);
  expect(predictor.imageSize).toBe(8);
  expect(predictor.predict(new Uint8Array())).toEqual(Array(2).fill({ ...said, ageInterval: [9, 30] }));
  predictor.dispose();
  expect(freed).toBe(1);
});
