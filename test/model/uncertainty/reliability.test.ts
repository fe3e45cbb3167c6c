import { range } from "d3-array";
import { randomLcg } from "d3-random";
import { expect, test } from "vitest";
import { reliability } from "../../../lib/model/uncertainty/reliability";

test("the error is the mean difference between how sure and how often right, by hand", () => {
  // Fifteen bins of thirty faces: in five, 0.2 and never right; in five, 0.5 and every other right; in five, 0.8 and always right.
  const answers = [0.8, 0.2, 0.5].flatMap((confidence) =>
    range(150).map((index) => ({ confidence, isRight: confidence > 0.5 || (confidence === 0.5 && index % 2 === 0) })),
  );
  const { bins, error } = reliability(answers);
  expect(bins.map(({ count }) => count)).toEqual(Array(15).fill(30));
  expect(bins.map(({ accuracy }) => accuracy)).toEqual([
    ...Array(5).fill(0),
    ...Array(5).fill(0.5),
    ...Array(5).fill(1),
  ]);
  expect(bins[0]?.confidence).toBeCloseTo(0.2, 10);
  expect(error).toBeCloseTo((0.2 + 0 + 0.2) / 3, 10);
});

test("bins hold as many faces as the others, some thirty at the least", () => {
  const counts = (faces: number) =>
    reliability(range(faces).map((face) => ({ confidence: face / faces, isRight: true }))).bins.map(
      ({ count }) => count,
    );
  expect(counts(1000).sort()).toEqual([...Array(5).fill(66), ...Array(10).fill(67)]);
  expect(counts(100)).toEqual([25, 25, 25, 25]);
  expect(counts(4)).toEqual([4]);
  expect(reliability([])).toEqual({ bins: [], error: Number.NaN, byChance: Number.NaN });
});

test("what chance explains: an honest head's error stays below it, that of one too sure does not", () => {
  const random = randomLcg(0.3);
  const within = range(60).filter(() => {
    const confidences = range(60).map(() => 0.5 + random() / 2);
    const { error, byChance } = reliability(
      confidences.map((confidence) => ({ confidence, isRight: random() < confidence })),
    );
    return error <= byChance;
  });
  expect(within.length).toBeGreaterThan(50); // of 60, 57 are expected; four standard deviations are 7
  expect(within.length).toBeLessThan(60);

  const tooSure = range(600).map(() => ({ confidence: 0.95, isRight: random() < 0.7 }));
  const { error, byChance, bins } = reliability(tooSure);
  expect(error).toBeGreaterThan(2 * byChance);
  expect(bins[3]?.byChance[0]).toBeGreaterThan(0.8);
  expect(bins[3]?.accuracy).toBeLessThan(bins[3]?.byChance[0] ?? 0);
});
