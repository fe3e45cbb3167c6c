import { expect, test } from "vitest";
import type { Photo } from "../../../lib/images/photo/photo";
import { placeInPhoto, viewImage } from "../../../lib/images/photo/photo-view";

const [width, height] = [120, 80];

/** A photo of one color in each quarter. */
const quarters: Photo = { pixels: new Uint8Array(width * height * 3), width, height, scale: 1 };
for (let y = 0; y < height; y++) {
  for (let x = 0; x < width; x++) {
    quarters.pixels.set([x < width / 2 ? 40 : 200, y < height / 2 ? 60 : 180, 100], (y * width + x) * 3);
  }
}

function pixelAt(image: Uint8Array, size: number, x: number, y: number): number[] {
  const start = (Math.floor(y * size) * size + Math.floor(x * size)) * 3;
  return [...image.subarray(start, start + 3)];
}

test("an upright view shows its part of the photo, scaled", async () => {
  const image = await viewImage(quarters, { center: { x: 60, y: 40 }, side: 40, angle: 0 }, 16);
  expect(image.length).toBe(16 * 16 * 3);
  expect(pixelAt(image, 16, 0.1, 0.1)).toEqual([40, 60, 100]);
  expect(pixelAt(image, 16, 0.9, 0.1)).toEqual([200, 60, 100]);
  expect(pixelAt(image, 16, 0.1, 0.9)).toEqual([40, 180, 100]);
  expect(pixelAt(image, 16, 0.9, 0.9)).toEqual([200, 180, 100]);
});

test("beyond the photo's edges its last pixels go on", async () => {
  const image = await viewImage(quarters, { center: { x: 0, y: 80 }, side: 60, angle: 0 }, 32);
  for (const [x, y] of [
    [0.05, 0.05],
    [0.05, 0.95],
    [0.95, 0.95],
  ] as const) {
    expect(pixelAt(image, 32, x, y)).toEqual([40, 180, 100]);
  }
  const outside = viewImage(quarters, { center: { x: -50, y: 40 }, side: 60, angle: 0 }, 32);
  await expect(outside).rejects.toThrow(RangeError);
});

test.each([30, -45, 90, 170])("a view turned by %d degrees shows what placeInPhoto says", async (degrees) => {
  const view = { center: { x: 62, y: 38 }, side: 50, angle: (degrees * Math.PI) / 180 };
  const image = await viewImage(quarters, view, 64);
  for (const [x, y] of [
    [0.2, 0.2],
    [0.8, 0.2],
    [0.2, 0.8],
    [0.8, 0.8],
  ] as const) {
    const place = placeInPhoto(view, { x, y });
    if (Math.min(Math.abs(place.x - width / 2), Math.abs(place.y - height / 2)) < 3) continue; // where colors meet
    const [red = 0, green = 0] = pixelAt(image, 64, x, y);
    expect(red).toBeCloseTo(place.x < width / 2 ? 40 : 200, -1);
    expect(green).toBeCloseTo(place.y < height / 2 ? 60 : 180, -1);
  }
});

test("turned clockwise, the upper edge of a view runs down in the photo", () => {
  const view = { center: { x: 10, y: 20 }, side: 4, angle: Math.PI / 2 };
  const corner = placeInPhoto(view, { x: 0, y: 0 });
  expect([corner.x, corner.y].map(Math.round)).toEqual([12, 18]);
  const other = placeInPhoto(view, { x: 1, y: 0 });
  expect([other.x, other.y].map(Math.round)).toEqual([12, 22]);
});
