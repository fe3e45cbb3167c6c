import { randomLcg, randomNormal } from "d3-random";
import { expect, test } from "vitest";
import { groupDifferences } from "../../lib/model/group-differences";
import type { FaceGroup } from "../../lib/model/groups";

const never = new AbortController().signal;
const compare = (groups: FaceGroup[], values: readonly number[]) =>
  groupDifferences(groups, { gender_accuracy: Float64Array.from(values) }, { seed: 1, signal: never });
const group = (name: string, rows: number[]): FaceGroup => ({ kind: "age", name, rows });
const rowsFrom = (first: number, count: number) => Array.from({ length: count }, (_, place) => first + place);

test("four faces, by hand", async () => {
  // The variance of all is 1/3; in each group, where all agree, it is (0 + 10/3) / (1 + 10) = 0.303, and the standard error
  // sqrt(0.303/2 + 0.303/2) = 0.55. Of the six ways to deal the four faces two have a difference of 1, which is 1.82 standard
  // errors, and they are more than a twentieth: so far reaches the interval.
  const [young, old] = await compare([group("young", [0, 1]), group("old", [2, 3])], [0, 0, 1, 1]);
  expect(young).toMatchObject({ kind: "age", group: "young", metric: "gender_accuracy", difference: -1 });
  expect(young?.low).toBeCloseTo(-2, 8);
  expect(young?.high).toBeCloseTo(0, 8);
  expect(old?.difference).toBe(1);
});

test("a group is compared with all faces that are not in it, in any other group or in none", async () => {
  const [first, ...others] = await compare([group("young", [1])], [2, 5, 3, 1]);
  expect(first?.difference).toBe(3);
  expect(others).toEqual([]);
  expect(await compare([group("all", [0, 1, 2, 3])], [2, 5, 3, 1])).toEqual([]);
});

test("where all faces are alike, no group differs", async () => {
  const [same] = await compare([group("young", [0, 1])], [1, 1, 1, 1]);
  expect(same).toMatchObject({ difference: 0, low: 0, high: 0 });
});

test("a large difference counts, and ten faces that happen to be right do not", async () => {
  const right = Array.from({ length: 300 }, (_, face) => (face < 10 || face % 10 < 9 ? 1 : 0));
  const wrong = right.map((value, face) => (face >= 10 && face < 60 && face % 5 > 1 ? 0 : value));
  const groups = [group("ten", rowsFrom(0, 10)), group("wrong", rowsFrom(10, 50)), group("rest", rowsFrom(60, 240))];
  const [ten, worse] = await compare(groups, wrong);
  expect(ten?.difference).toBeGreaterThan(0.15);
  expect(ten?.low).toBeLessThan(0);
  expect(worse?.high).toBeLessThan(0);
});

test("a group of many that vary little is told apart by less than one of few", async () => {
  const values = Array.from({ length: 300 }, (_, face) => (face < 100 ? 2 + (face % 2) : 10 * (face % 2)));
  const [even] = await compare([group("even", rowsFrom(0, 100))], values); // 2.5 of all others' 5
  expect(even?.high).toBeLessThan(0);
  const [few] = await compare([group("few", rowsFrom(0, 4))], values);
  expect(few?.high).toBeGreaterThan(0);
});

test("where no group differs, one comparison of all groups in twenty says that one does", async () => {
  const draw = randomNormal.source(randomLcg(0.3))();
  const groups = Array.from({ length: 8 }, (_, place) => group(String(place), rowsFrom(place * 6, 6)));
  let found = 0;
  for (let trial = 0; trial < 100; trial++) {
    const differences = await compare(groups, Array.from({ length: 48 }, draw));
    if (differences.some(({ low, high }) => low > 0 || high < 0)) found++;
  }
  expect(found).toBeGreaterThan(0); // each interval by itself, at 95 %, would let 30 through
  expect(found).toBeLessThan(12);
});

test("stops at the signal", async () => {
  const values = { age_bias: Float64Array.of(1, 2) };
  await expect(
    groupDifferences([group("young", [0])], values, { seed: 1, signal: AbortSignal.abort() }),
  ).rejects.toThrow();
});
