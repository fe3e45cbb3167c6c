import { expect, test } from "vitest";
import type { Photo } from "../../../lib/images/photo/photo";
import { placeInPhoto, type View, viewImages } from "../../../lib/images/photo/photo-view";

const [width, height] = [120, 80];

function viewImage(photo: Photo, view: View, size: number): Uint8Array {
  return viewImages([{ photo, view }], size);
}

/** A photo of one color in each quarter. */
const quarters: Photo = { pixels: new Uint8Array(width * height * 3), channels: 3, width, height, scale: 1 };
for (let y = 0; y < height; y++) {
  for (let x = 0; x < width; x++) {
    quarters.pixels.set([x < width / 2 ? 40 : 200, y < height / 2 ? 60 : 180, 100], (y * width + x) * 3);
  }
}

function pixelAt(image: Uint8Array, size: number, x: number, y: number): number[] {
  const start = (Math.floor(y * size) * size + Math.floor(x * size)) * 3;
  return [...image.subarray(start, start + 3)];
}

test("an upright view shows its part of the photo, scaled", () => {
  const image = viewImage(quarters, { center: { x: 60, y: 40 }, side: 40, angle: 0 }, 16);
  expect(image.length).toBe(16 * 16 * 3);
  expect(pixelAt(image, 16, 0.1, 0.1)).toEqual([40, 60, 100]);
  expect(pixelAt(image, 16, 0.9, 0.1)).toEqual([200, 60, 100]);
  expect(pixelAt(image, 16, 0.1, 0.9)).toEqual([40, 180, 100]);
  expect(pixelAt(image, 16, 0.9, 0.9)).toEqual([200, 180, 100]);
});

test("beyond the photo's edges its last pixels go on, or it is gray", () => {
  const image = viewImage(quarters, { center: { x: 0, y: 80 }, side: 60, angle: 0 }, 32);
  for (const [x, y] of [
    [0.05, 0.05],
    [0.05, 0.95],
    [0.95, 0.95],
  ] as const) {
    expect(pixelAt(image, 32, x, y)).toEqual([40, 180, 100]);
  }
  const outside = viewImage(quarters, { center: { x: -50, y: 40 }, side: 60, angle: 0 }, 32);
  expect(pixelAt(outside, 32, 0.5, 0.1)).toEqual([40, 60, 100]);
  const surrounded = viewImages([{ photo: quarters, view: { center: { x: 0, y: 80 }, side: 60, angle: 0 } }], 32, {
    gray: 127,
  });
  expect(pixelAt(surrounded, 32, 0.05, 0.05)).toEqual([127, 127, 127]);
  expect(pixelAt(surrounded, 32, 0.95, 0.05)).toEqual([40, 180, 100]);
});

test.each([30, -45, 90, 170])("a view turned by %d degrees shows what placeInPhoto says", (degrees) => {
  const view = { center: { x: 62, y: 38 }, side: 50, angle: (degrees * Math.PI) / 180 };
  const image = viewImage(quarters, view, 64);
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

/** A photo whose red tells the place from the left and whose green that from the top, six to a pixel: no half of it is rounded. */
const gradient: Photo = { pixels: new Uint8Array(42 * 42 * 3), channels: 3, width: 42, height: 42, scale: 1 };
for (let y = 0; y < 42; y++) {
  for (let x = 0; x < 42; x++) gradient.pixels.set([6 * x + 3, 6 * y + 3, 0], (y * 42 + x) * 3);
}

test.each([
  { angle: 0, side: 22.7, size: 16 },
  { angle: 0.4, side: 20.3, size: 16 },
  { angle: -2, side: 25.3, size: 9 },
  { angle: 0.1, side: 27.4, size: 4 },
])("each pixel of a view turned by $angle of $side px is exact to a tenth of its $size", ({ angle, side, size }) => {
  const view = { center: { x: 20.8, y: 21.3 }, side, angle };
  const image = viewImage(gradient, view, size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const place = placeInPhoto(view, { x: (column + 0.5) / size, y: (row + 0.5) / size });
      const [x = 0, y = 0] = image.subarray((row * size + column) * 3);
      expect((Math.abs(x / 6 - place.x) * size) / side).toBeLessThan(0.1);
      expect((Math.abs(y / 6 - place.y) * size) / side).toBeLessThan(0.1);
    }
  }
});

test.each([10, 60, 100])("a fourth byte of each pixel makes no difference to a view of %i px", (side) => {
  const pixels = new Uint8Array(42 * 42 * 4);
  for (let place = 0; place < 42 * 42; place++) {
    pixels.set([...gradient.pixels.subarray(3 * place, 3 * place + 3), place % 256], 4 * place);
  }
  const view = { center: { x: 20.3, y: 20.8 }, side, angle: 0.4 };
  expect(viewImage({ ...gradient, pixels, channels: 4 }, view, 16)).toEqual(viewImage(gradient, view, 16));
});

test("a strip of a view is the middle of what the whole view shows", () => {
  const view = { center: { x: 20.3, y: 20.8 }, side: 30, angle: 0.4 };
  const [whole, strip] = [
    viewImage(gradient, view, 64),
    viewImages([{ photo: gradient, view }], 64, { width: 32, height: 48 }),
  ];
  expect(strip.length).toBe(32 * 48 * 3);
  for (let row = 0; row < 48; row++) {
    const start = ((row + 8) * 64 + 16) * 3;
    expect(strip.subarray(row * 32 * 3, (row + 1) * 32 * 3)).toEqual(whole.subarray(start, start + 32 * 3));
  }
});

test("what is shrunk is averaged: a fine pattern becomes gray", () => {
  const photo: Photo = { pixels: new Uint8Array(128 * 128 * 3), channels: 3, width: 128, height: 128, scale: 1 };
  for (let place = 0; place < 128 * 128; place++) {
    if ((place + Math.floor(place / 128)) % 2 === 0) photo.pixels.fill(255, place * 3, place * 3 + 3);
  }
  const image = viewImage(photo, { center: { x: 64, y: 64 }, side: 128, angle: 0.3 }, 32);
  for (const value of image) expect(Math.abs(value - 128)).toBeLessThan(2);
});

test("turned clockwise, the upper edge of a view runs down in the photo", () => {
  const view = { center: { x: 10, y: 20 }, side: 4, angle: Math.PI / 2 };
  const corner = placeInPhoto(view, { x: 0, y: 0 });
  expect([corner.x, corner.y].map(Math.round)).toEqual([12, 18]);
  const other = placeInPhoto(view, { x: 1, y: 0 });
  expect([other.x, other.y].map(Math.round)).toEqual([12, 22]);
});
