import { expect, test } from "vitest";
import type { PredictedFace } from "../../../lib/model/detector/predict-photo";
import { averagedAnswer, type TrackedFace, trackFaces } from "../../../lib/notebook/photos/tracked-faces";
import { someFace } from "./some-face";

/** What is said of the faces of some frames, each with its time in milliseconds, after the last of them. */
function after(frames: readonly [number, PredictedFace[]][]) {
  let tracked: TrackedFace[] = [];
  for (const [time, found] of frames) tracked = trackFaces(tracked, found, time);
  return tracked.map((one) => ({ x: one.face.center.x, ...averagedAnswer(one) }));
}

test("a face has the mean of what was predicted of it in the last second, and no more", () => {
  const frames: [number, PredictedFace[]][] = [
    [0, [someFace(100, 100, 90, 1)]],
    [400, [someFace(104, 100, 30, 0)]],
    [800, [someFace(108, 100, 40, 0)]],
  ];
  expect(after(frames.slice(0, 1))).toEqual([{ x: 100, age: 90, gender: 1 }]);
  expect(after(frames)).toEqual([{ x: 108, age: (90 + 30 + 40) / 3, gender: 0 }]);
  expect(after([...frames, [1000, [someFace(110, 100, 50, 1)]]])).toEqual([{ x: 110, age: 40, gender: 0 }]);
});

test("genders are averaged by their probabilities, and not by how often each was the likelier", () => {
  const unsure = someFace(100, 100, 30, 0);
  const sure = someFace(100, 100, 30, 1);
  unsure.prediction = { ...unsure.prediction, genderProbability: 0.6 };
  sure.prediction = { ...sure.prediction, genderProbability: 0.9 };
  const frames: [number, PredictedFace[]][] = [
    [0, [unsure]],
    [100, [unsure]],
    [200, [sure]],
  ];
  expect(after(frames)[0]?.gender).toBe(1); // (.4 + .4 + .9) / 3
});

test("each face is followed by where it is, and not by its place in the list", () => {
  const frames: [number, PredictedFace[]][] = [
    [0, [someFace(100, 100, 20, 0), someFace(160, 100, 60, 1)]],
    [100, [someFace(60, 100, 8, 0), someFace(110, 100, 22, 0), someFace(165, 100, 62, 1)]],
  ];
  expect(after(frames)).toEqual([
    { x: 60, age: 8, gender: 0 }, // which also overlaps the first, but less
    { x: 110, age: 21, gender: 0 },
    { x: 165, age: 61, gender: 1 },
  ]);
});

test("another face elsewhere, or of another size there, is a new one", () => {
  const elsewhere: [number, PredictedFace[]][] = [
    [0, [someFace(100, 100, 20, 0)]],
    [400, [someFace(300, 100, 60, 1)]],
  ];
  expect(after(elsewhere)).toEqual([{ x: 300, age: 60, gender: 1 }]);
  const nearer: [number, PredictedFace[]][] = [
    [0, [someFace(100, 100, 20, 0)]],
    [400, [someFace(100, 100, 60, 1, 300)]],
  ];
  expect(after(nearer)).toEqual([{ x: 100, age: 60, gender: 1 }]);
});

test("a face that is missed for a moment stays where it was, and goes when it is gone", () => {
  const there: [number, PredictedFace[]] = [0, [someFace(100, 100, 20, 0)]];
  expect(after([there, [300, []]])).toEqual([{ x: 100, age: 20, gender: 0 }]);
  expect(after([there, [300, []], [310, []]])).toEqual([]);
  expect(after([there, [200, []], [400, [someFace(105, 100, 30, 0)]]])).toEqual([{ x: 105, age: 25, gender: 0 }]);
});

test("in slow films too, where a second passes between frames, there is what was predicted last", () => {
  expect(after([there(0, 20), there(1500, 40)])).toEqual([{ x: 100, age: 40, gender: 0 }]);
});

function there(time: number, age: number): [number, PredictedFace[]] {
  return [time, [someFace(100, 100, age, 0)]];
}
