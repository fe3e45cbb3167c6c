import { expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { nearestNeighbors, neighborLikeness } from "../../../lib/model/embedding/nearest-neighbors";
import { inTwoDimensions } from "../../../lib/model/embedding/two-dimensions";

test("the nearest come first, and no vector is its own neighbor", () => {
  const before = tf.memory().numTensors;
  const far = 10_000; // which must not cost the small distances their digits
  const vectors = [
    [far, 0],
    [far + 1, 0],
    [far + 3, 0],
    [far, 2],
  ];
  expect(nearestNeighbors(vectors, 2)).toEqual([
    [1, 3],
    [0, 2],
    [1, 0],
    [0, 1],
  ]);
  expect(nearestNeighbors(vectors, Number.POSITIVE_INFINITY)[0]).toEqual([1, 3, 2]);
  expect(tf.memory().numTensors).toBe(before);
});

test("how like neighbors are is the mean over the faces of the mean over their neighbors", () => {
  const split = { ages: Int32Array.of(10, 20, 50), genders: Int32Array.of(0, 0, 1) };
  const { ageDifference, sameGender } = neighborLikeness([[1, 2], [0], [1]], split);
  expect(ageDifference.value).toBeCloseTo((25 + 10 + 30) / 3);
  expect(sameGender.value).toBeCloseTo((0.5 + 1 + 0) / 3);
  expect(ageDifference.interval[0]).toBeLessThan(ageDifference.value);
});

test("groups that lie apart lie apart in the plane, and lie there again by the seed", () => {
  const vectors = Array.from({ length: 60 }, (_, place) =>
    Float32Array.from({ length: 20 }, (_, index) => Math.sin(place * 7 + index * index) + (place < 30 ? 0 : 40)),
  );
  const places = inTwoDimensions(vectors, { seed: 1 });
  expect(places).toHaveLength(60);
  for (const [place, neighbors] of nearestNeighbors(places, 10).entries()) {
    expect(neighbors.every((neighbor) => neighbor < 30 === place < 30)).toBe(true);
  }
  expect(inTwoDimensions(vectors, { seed: 1 })).toEqual(places);
  expect(inTwoDimensions(vectors, { seed: 2 })).not.toEqual(places);
});

test("too few faces are refused", () => {
  expect(() => inTwoDimensions([[1], [2]], { seed: 1 })).toThrow("2 faces are too few");
});
