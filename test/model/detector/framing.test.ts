import { expect, test } from "vitest";
import { placeInPhoto } from "../../../lib/images/photo/photo-view";
import { type DetectedFace, tilt } from "../../../lib/model/detector/detected-face";
import type { FaceDetector } from "../../../lib/model/detector/face-detector";
import { faceView, measureFraming } from "../../../lib/model/detector/framing";
import { fakeSplit } from "../fake-split";

function face(x: number, y: number, size: number): DetectedFace {
  const landmarks = [
    { x: x - size / 5, y: y - size / 4 },
    { x: x + size / 5, y: y - size / 4 },
    { x, y: y + size / 4 },
  ] as const;
  return { score: 0.9, center: { x, y }, size, landmarks };
}

/** Finds in each picture, from the first again after the last, what it is told. */
function detectorOf(found: readonly DetectedFace[][]): FaceDetector {
  return { detect: async (photos) => photos.map((_, index) => found[index % found.length] ?? []), dispose() {} };
}

test("of each image the largest face counts; the medians are the data set's", async () => {
  const found = [[face(50, 60, 40), face(10, 10, 5)], [face(52, 62, 44)], [face(20, 20, 90)], []];
  const split = fakeSplit({ count: 100, imageSize: 100 });
  const framing = await measureFraming(detectorOf(found), split);
  expect(framing).toEqual([
    { x: 0.42, y: 0.5 },
    { x: 0.58, y: 0.5 },
    { x: 0.5, y: 0.7 },
  ]);
});

test("where hardly any face is found, nothing is measured", async () => {
  const found = [[face(50, 60, 40)], [], [], [], []];
  expect(await measureFraming(detectorOf(found), fakeSplit({ count: 100, imageSize: 100 }))).toBeUndefined();
});

test.each([0, 30, -75])("a face tilted by %d degrees lies in its view as the framing says, upright", (degrees) => {
  const framing = [
    { x: 0.3, y: 0.3 },
    { x: 0.6, y: 0.3 },
    { x: 0.45, y: 0.7 },
  ] as const;
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  /** A place in a picture of 200 pixels that lies tilted in the photo, its corner at 300, 100. */
  const placed = ({ x, y }: { x: number; y: number }) => ({
    x: 300 + 200 * (cos * x - sin * y),
    y: 100 + 200 * (sin * x + cos * y),
  });
  const [one, other, mouth] = framing;
  const tilted = { ...face(0, 0, 1), landmarks: [placed(one), placed(other), placed(mouth)] as const };
  expect((tilt(tilted) * 180) / Math.PI).toBeCloseTo(degrees, 10);
  const view = faceView(tilted, framing);
  expect(view.side).toBeCloseTo(200, 8);
  expect((view.angle * 180) / Math.PI).toBeCloseTo(degrees, 8);
  for (const [index, place] of framing.entries()) {
    expect(placeInPhoto(view, place).x).toBeCloseTo(tilted.landmarks[index]?.x ?? 0, 8);
    expect(placeInPhoto(view, place).y).toBeCloseTo(tilted.landmarks[index]?.y ?? 0, 8);
  }
});

test("a face turned aside, whose eyes are nearer to one another, is shown in the middle between what fits", () => {
  const framing = [
    { x: 0.3, y: 0.3 },
    { x: 0.7, y: 0.3 },
    { x: 0.5, y: 0.7 },
  ] as const;
  const landmarks = [
    { x: 140, y: 130 },
    { x: 160, y: 130 },
    { x: 150, y: 170 },
  ] as const;
  const { center, side, angle } = faceView({ ...face(0, 0, 1), landmarks }, framing);
  expect(center.x).toBeCloseTo(150, 8);
  expect(angle).toBeCloseTo(0, 8);
  expect(side).toBeGreaterThan(50); // what the eyes alone ask for
  expect(side).toBeLessThan(100); // what eyes and mouth are apart
});
