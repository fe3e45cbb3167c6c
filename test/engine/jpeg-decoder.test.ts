import sharp from "sharp";
import { afterAll, expect, test } from "vitest";
import { type Jpeg, JpegDecoder, type PictureRegion } from "../../lib/engine/jpeg-decoder";
import { nodeBackend } from "../../lib/engine/node-backend";

const decoder = new JpegDecoder(32);
afterAll(() => decoder.dispose());

/** A JPEG of smooth waves, which differ with the number; and the picture that sharp makes of it. */
async function waves(number: number, width: number, height: number, region?: PictureRegion) {
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, index) => {
    const x = Math.floor(index / 3) % width;
    const y = Math.floor(index / 3 / width);
    return 128 + 100 * Math.sin((x * (number + 1) * 6) / width + (index % 3)) * Math.cos((y * 5) / height);
  });
  const bytes = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer();
  const picture = region ? sharp(bytes).extract(region) : sharp(bytes);
  const expected = await picture.resize(32, 32, { fit: "fill" }).raw().toBuffer();
  const jpeg: Jpeg = { bytes, width, height, region };
  return { jpeg, expected };
}

function meanDifference(image: Uint8Array | undefined, expected: Uint8Array): number {
  if (image?.length !== expected.length) return Number.POSITIVE_INFINITY;
  return expected.reduce((sum, value, index) => sum + Math.abs(value - (image[index] ?? 0)), 0) / expected.length;
}

test("any number of JPEGs of any sizes, in their order, as sharp has them", async () => {
  const sizes = [40, 32, 64, 70, 130, 20, 300, 24, 256].flatMap((size) => [size, size, size, size, size]);
  const some = await Promise.all(sizes.map((size, index) => waves(index % 3, size, size + (size % 7))));
  const images = decoder.decode(some.map(({ jpeg }) => jpeg));
  expect(images.length).toBe(45);
  for (const [index, { expected }] of some.entries()) expect(meanDifference(images[index], expected)).toBeLessThan(3);
});

test("regions of JPEGs", async () => {
  const region = { left: 30, top: 10, width: 50, height: 66 };
  const some = await Promise.all([
    waves(1, 100, 90, region),
    waves(2, 100, 90, { ...region, width: 20, height: 20 }),
    waves(3, 100, 90),
  ]);
  const images = decoder.decode(some.map(({ jpeg }) => jpeg));
  for (const [index, { expected }] of some.entries()) expect(meanDifference(images[index], expected)).toBeLessThan(3);
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
  const some = await Promise.all([0, 1, 2].map((number) => waves(number, 66, 66)));
  const images = odd.decode(some.map(({ jpeg }) => jpeg));
  for (const [index, { jpeg }] of some.entries()) {
    const expected = await sharp(jpeg.bytes).resize(33, 33, { fit: "fill" }).raw().toBuffer();
    expect(meanDifference(images[index], expected)).toBeLessThan(3);
  }
  odd.dispose();
});

test("what TensorFlow refuses, or would both shrink and enlarge, costs no other; no tensor is left", async () => {
  const some = await Promise.all([0, 1, 2].map((number) => waves(number, 64, 64)));
  const jpegs = some.map(({ jpeg }) => jpeg);
  decoder.decode(jpegs);
  const { binding } = nodeBackend();
  const before = binding.getNumOfTensors();
  const bad = { bytes: Buffer.from("not a JPEG"), width: 64, height: 64 };
  const { jpeg: flat } = await waves(0, 64, 16);
  const images = decoder.decode([...jpegs.slice(0, 1), bad, flat, ...jpegs.slice(1)]);
  expect(images.map((image) => image !== undefined)).toEqual([true, false, false, true, true]);
  expect([images[0], images[3], images[4]]).toEqual(decoder.decode(jpegs));
  expect(binding.getNumOfTensors()).toBe(before);
});
