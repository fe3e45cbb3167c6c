import sharp from "sharp";
import { afterAll, expect, test, vi } from "vitest";
import { type Jpeg, JpegDecoder, type PictureRegion } from "../../../lib/engine/jpeg/jpeg-decoder";
import { nodeBackend } from "../../../lib/engine/node-backend";
import * as session from "../../../lib/engine/session/session";

vi.mock("../../../lib/engine/session/session", { spy: true });

const decoder = new JpegDecoder(32);
afterAll(() => decoder.dispose());

const whole = (width: number, height: number): PictureRegion => ({ left: 0, top: 0, width, height });

/** The color of smooth waves at a place from 0 to 1, which differ with the number. */
function wave(number: number, x: number, y: number, channel: number): number {
  return 128 + 100 * Math.sin(x * (number + 1) * 6 + channel) * Math.cos(y * 5);
}

/** A JPEG of waves. */
async function waves(number: number, width: number, height: number, region?: PictureRegion): Promise<Jpeg> {
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, index) => {
    const [pixel, channel] = [Math.floor(index / 3), index % 3];
    return Math.round(
      wave(number, ((pixel % width) + 0.5) / width, (Math.floor(pixel / width) + 0.5) / height, channel),
    );
  });
  const picture = sharp(pixels, { raw: { width, height, channels: 3 } });
  return { bytes: await picture.jpeg({ quality: 98, chromaSubsampling: "4:4:4" }).toBuffer(), width, height, region };
}

/** How many levels an image is away from what the waves are, on average. */
function meanError(image: Uint8Array | undefined, number: number, { width, height, region }: Jpeg, size = 32): number {
  if (image?.length !== size * size * 3) return Number.POSITIVE_INFINITY;
  const { left, top, width: across, height: down } = region ?? whole(width, height);
  const sum = image.reduce((total, value, index) => {
    const x = (left + (((Math.floor(index / 3) % size) + 0.5) / size) * across) / width;
    const y = (top + ((Math.floor(index / 3 / size) + 0.5) / size) * down) / height;
    return total + Math.abs(value - wave(number, x, y, index % 3));
  }, 0);
  return sum / image.length;
}

test("any number of JPEGs of any sizes, in their order", async () => {
  const sizes = [40, 32, 64, 70, 130, 20, 300, 24, 256].flatMap((size) => [size, size, size, size, size]);
  const jpegs = await Promise.all(sizes.map((size, index) => waves(index % 3, size, size + (size % 7))));
  const images = decoder.decode(jpegs);
  expect(images.length).toBe(45);
  for (const [index, jpeg] of jpegs.entries()) expect(meanError(images[index], index % 3, jpeg)).toBeLessThan(4);
});

test("regions of JPEGs", async () => {
  const region = { left: 30, top: 10, width: 50, height: 66 };
  const jpegs = await Promise.all([
    waves(0, 100, 90, region),
    waves(1, 100, 90, { ...region, width: 20, height: 20 }),
    waves(2, 100, 90),
  ]);
  const images = decoder.decode(jpegs);
  for (const [index, jpeg] of jpegs.entries()) expect(meanError(images[index], index, jpeg)).toBeLessThan(4);
});

test("fine stripes become gray, not coarse stripes", async () => {
  const pixels = Uint8Array.from({ length: 200 * 200 }, (_, index) => (index % 2 === 0 ? 255 : 0));
  const bytes = await sharp(pixels, { raw: { width: 200, height: 200, channels: 1 } })
    .jpeg({ quality: 100 })
    .toBuffer();
  const [image] = decoder.decode([{ bytes, width: 200, height: 200 }]);
  expect(Math.min(...(image ?? []))).toBeGreaterThan(100);
  expect(Math.max(...(image ?? []))).toBeLessThan(156);
});

test("an odd size, whose bytes are no whole number of int32s", async () => {
  const odd = new JpegDecoder(33);
  const jpegs = await Promise.all([0, 1, 2].map((number) => waves(number, 66, 66)));
  const images = odd.decode(jpegs);
  for (const [index, jpeg] of jpegs.entries()) expect(meanError(images[index], index, jpeg, 33)).toBeLessThan(4);
  odd.dispose();
});

test("what TensorFlow refuses, or would both shrink and enlarge, costs no other; no tensor is left", async () => {
  const jpegs = await Promise.all([0, 1, 2].map((number) => waves(number, 64, 64)));
  decoder.decode(jpegs);
  const { binding } = nodeBackend();
  const before = binding.getNumOfTensors();
  const bad = { bytes: Buffer.from("not a JPEG"), width: 64, height: 64 };
  const images = decoder.decode([...jpegs.slice(0, 1), bad, await waves(0, 64, 16), ...jpegs.slice(1)]);
  expect(images.map((image) => image !== undefined)).toEqual([true, false, false, true, true]);
  expect([images[0], images[3], images[4]]).toEqual(decoder.decode(jpegs));
  expect(binding.getNumOfTensors()).toBe(before);
});

test("bad ones are found by halving, and whichever halves a good one is in, its image is the same", async () => {
  const good = await Promise.all([0, 1, 2].map((number) => waves(number, 64, 64)));
  const bad = { bytes: Buffer.from("not a JPEG"), width: 64, height: 64 };
  const alone = good.map((jpeg) => decoder.decode([jpeg])[0]);
  const run = vi.mocked(session.runSession);
  for (const places of [[0], [63], [20, 21, 50]]) {
    run.mockClear();
    const jpegs = Array.from({ length: 64 }, (_, row) => (places.includes(row) ? bad : (good[row % 3] ?? bad)));
    const images = decoder.decode(jpegs);
    expect(images).toEqual(jpegs.map((jpeg, row) => (jpeg === bad ? undefined : alone[row % 3])));
    expect(run.mock.calls.length).toBeLessThanOrEqual(1 + 2 * 6 * places.length);
  }
});
