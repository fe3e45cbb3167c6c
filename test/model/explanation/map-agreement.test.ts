import { expect, test } from "vitest";
import { enlargeMap } from "../../../lib/model/explanation/enlarge-map";
import { headOverlap, rankCorrelation, topOverlap } from "../../../lib/model/explanation/map-agreement";

test("the rank correlation looks at the order alone", () => {
  expect(rankCorrelation([1, 2, 3, 4], [0.1, 5, 6, 1000])).toBeCloseTo(1);
  expect(rankCorrelation([1, 2, 3, 4], [9, 8, 7, 6])).toBeCloseTo(-1);
  expect(rankCorrelation([1, 2, 3, 4, 5], [2, 1, 4, 3, 5])).toBeCloseTo(0.8); // 1 - 6 * 4 / (5 * 24)
});

test("equal values share a rank; where all are equal there is no order", () => {
  expect(rankCorrelation([1, 2, 2, 3], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5)); // ranks 1, 2.5, 2.5, 4
  expect(rankCorrelation([7, 7, 7], [1, 2, 3])).toBe(0);
});

test("the overlap is the share of the highest fifth that both have", () => {
  const highAt = (...places: number[]) =>
    Float32Array.from({ length: 10 }, (_, place) => (places.includes(place) ? 1 : 0));
  expect(topOverlap(highAt(3, 4), highAt(4, 3))).toBe(1);
  expect(topOverlap(highAt(3, 4), highAt(4, 5))).toBe(0.5);
  expect(topOverlap(highAt(3, 4), highAt(5, 6))).toBe(0);
});

test("the heads' overlap is taken of the same face, and beside it of the next one", () => {
  const highAt = (place: number) => Float32Array.from({ length: 4 }, (_, index) => (index === place ? 1 : 0));
  const [one, other] = [highAt(1), highAt(2)];
  const { sameFace, otherFace, chance } = headOverlap({ side: 2, age: [one, other], gender: [one, other] });
  expect(sameFace).toEqual({ value: 1, interval: [1, 1] });
  expect(otherFace).toEqual({ value: 0, interval: [0, 0] });
  expect(chance).toBe(0.25);
});

test("a map is enlarged with its places where they were", () => {
  const enlarged = enlargeMap(Float32Array.of(0, 4, 8, 12), 2, 4);
  expect(Array.from(enlarged)).toEqual([0, 1, 3, 4, 2, 3, 5, 6, 6, 7, 9, 10, 8, 9, 11, 12]);
});
