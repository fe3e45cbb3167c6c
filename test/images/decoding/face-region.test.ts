import { describe, expect, test } from "vitest";
import { faceRegion } from "../../../lib/images/decoding/face-region";

const box = { left: 100, top: 80, width: 100, height: 100 };
const photo = { width: 640, height: 480 };

test("the box, widened on every side", () => {
  expect(faceRegion(box, 0, photo)).toEqual({ left: 100, top: 80, width: 100, height: 100 });
  expect(faceRegion(box, 0.4, photo)).toEqual({ left: 60, top: 40, width: 180, height: 180 });
  expect(faceRegion({ ...box, width: 50 }, 0.2, photo)).toEqual({ left: 90, top: 60, width: 70, height: 140 });
});

test("cut at the picture's edges", () => {
  expect(faceRegion(box, 1, photo)).toEqual({ left: 0, top: 0, width: 300, height: 280 });
  expect(faceRegion({ left: 600, top: 400, width: 100, height: 100 }, 0, photo)).toEqual({
    left: 600,
    top: 400,
    width: 40,
    height: 80,
  });
});

test("parts of pixels are rounded outwards", () => {
  expect(faceRegion({ left: 10.5, top: 10.2, width: 10, height: 10.6 }, 0, photo)).toEqual({
    left: 10,
    top: 10,
    width: 11,
    height: 11,
  });
});

describe("a crop of 1.8 times the box, whose place in the photo says nothing any more", () => {
  const far = { left: 1100, top: 2080, width: 100, height: 100 };
  test.each([180, 178, 182])("%d pixels wide", (size) => {
    const picture = { width: size, height: size };
    const margin = (size - 100) / 2;
    expect(faceRegion(far, 0, picture)).toEqual({ left: margin, top: margin, width: 100, height: 100 });
    expect(faceRegion(far, 0.5, picture)).toEqual({ left: 0, top: 0, width: size, height: size });
  });
  test("not of another size", () => {
    expect(faceRegion(far, 0, { width: 180, height: 183 })).toBeUndefined();
  });
});

test.each([
  ["outside the picture", { left: 700, top: 80, width: 100, height: 100 }],
  ["beside the picture", { left: -100, top: 80, width: 100, height: 100 }],
  ["empty", { ...box, width: 0 }],
  ["the wrong way around", { ...box, height: -120 }],
  ["unknown", { left: Number.NaN, top: Number.NaN, width: Number.NaN, height: Number.NaN }],
  ["infinite", { ...box, width: Number.POSITIVE_INFINITY }],
])("no region for a box that is %s", (_, wrong) => {
  expect(faceRegion(wrong, 0.4, photo)).toBeUndefined();
});
