import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import sharp, { type Sharp } from "sharp";
import { afterAll, expect, test } from "vitest";
import { decodeImage } from "../../../lib/images/decoding/decode-image";
import { type DecodedFace, decodeFace, FaceDecoder, type FacePicture } from "../../../lib/images/decoding/face-decoder";
import { freeMemory } from "../../../lib/images/decoding/free-memory";
import { scratchFolder } from "../../scratch-folder";

const folder = scratchFolder();
const imageFolder = path.join(folder, "pictures");
mkdirSync(imageFolder);
const decoders: FaceDecoder[] = [];
afterAll(() => {
  for (const decoder of decoders) decoder.close();
});

async function decodeAll(faces: FacePicture[], faceMargin?: number): Promise<DecodedFace[]> {
  const decoder = new FaceDecoder({ imageFolder, imageSize: 16, faceMargin });
  decoders.push(decoder);
  const decoded: DecodedFace[] = [];
  for await (const batch of decoder.decode(faces)) decoded.push(...batch);
  return decoded;
}

/** Left half blue, right half orange, in any format. */
async function halves(name: string, format: "jpeg" | "png", change = (picture: Sharp) => picture): Promise<void> {
  const blue = { create: { width: 60, height: 80, channels: 3, background: "blue" } } as const;
  const orange = { create: { width: 120, height: 80, channels: 3, background: "#c87828" } } as const;
  const picture = sharp(orange).composite([{ input: await sharp(blue).png().toBuffer(), left: 0, top: 0 }]);
  writeFileSync(path.join(imageFolder, name), await change(picture).toFormat(format, { quality: 95 }).toBuffer());
}

test("hundreds of pictures, good and bad, by TensorFlow and by sharp, in their order", async () => {
  await halves("plain.jpg", "jpeg");
  await halves("other.jpg", "png");
  await halves("turned.jpg", "jpeg", (picture) => picture.withMetadata({ orientation: 6 }));
  writeFileSync(path.join(imageFolder, "empty.jpg"), "");
  writeFileSync(path.join(imageFolder, "page.jpg"), "<html>");
  writeFileSync(path.join(folder, "outside.jpg"), "");
  const names = ["plain.jpg", "other.jpg", "missing.jpg", "turned.jpg", "empty.jpg", "page.jpg", "../outside.jpg"];
  const faces = Array.from({ length: 300 }, (_, row) => ({ filename: names[row % names.length] ?? "" }));
  const decoded = await decodeAll(faces);
  expect(decoded.map(({ error }) => error?.reason)).toEqual(
    faces.map(({ filename }) => {
      if (filename === "missing.jpg") return "missing";
      if (filename === "empty.jpg") return "empty";
      if (filename === "page.jpg") return "not an image";
      return filename.startsWith("..") ? "outside the image folder" : undefined;
    }),
  );
  for (const row of [0, 1, 3, 294, 295]) {
    const expected = await decodeImage(path.join(imageFolder, faces[row]?.filename ?? ""), 16);
    const image = decoded[row]?.image ?? new Uint8Array();
    const difference = expected.reduce((sum, value, byte) => sum + Math.abs(value - (image[byte] ?? 255)), 0);
    expect(difference / expected.length).toBeLessThan(3);
  }
});

/** A JPEG of noise, so that its data, not its header, makes most of its bytes. */
function noise(options: { progressive?: boolean } = {}): Promise<Buffer> {
  const pixels = Uint8Array.from({ length: 96 * 96 * 3 }, (_, index) => (index * index * 7919) % 251);
  return sharp(pixels, { raw: { width: 96, height: 96, channels: 3 } })
    .jpeg(options)
    .toBuffer();
}

/** Writes files, and decodes each in the midst of good pictures. */
async function decodeFiles(files: Record<string, Uint8Array>, region?: FacePicture["box"]) {
  for (const [name, bytes] of Object.entries(files)) writeFileSync(path.join(imageFolder, name), bytes);
  await halves("plain.jpg", "jpeg");
  const names = Object.keys(files).flatMap((name) => ["plain.jpg", name]);
  const decoded = await decodeAll(
    names.map((filename) => ({ filename, box: region })),
    region && 0,
  );
  return new Map(names.map((name, row) => [name, decoded[row]]));
}

test("a JPEG is the same progressive, and with bytes behind its end it is as good", async () => {
  const files = { "a.jpg": await noise(), "b.jpg": await noise({ progressive: true }) };
  const trailing = { "c.jpg": Buffer.concat([files["a.jpg"], Buffer.alloc(100)]) };
  for (const region of [undefined, { left: 10, top: 30, width: 40, height: 40 }]) {
    const decoded = await decodeFiles({ ...files, ...trailing }, region);
    expect(decoded.get("a.jpg")?.image?.length).toBe(16 * 16 * 3);
    expect(decoded.get("b.jpg")).toEqual(decoded.get("a.jpg"));
    expect(decoded.get("c.jpg")?.image?.length).toBe(16 * 16 * 3);
  }
});

test("a JPEG without its end is refused, and so is one whose header cannot be true", async () => {
  const jpeg = await noise();
  const huge = Buffer.from(jpeg);
  huge.writeUInt32BE(0xffffffff, huge.indexOf(Buffer.from([0xff, 0xc0])) + 5);
  const large = Buffer.from(jpeg);
  large.writeUInt32BE(0xffdcffdc, large.indexOf(Buffer.from([0xff, 0xc0])) + 5); // 65,500, the most that libjpeg takes
  const codes = Buffer.from(jpeg).fill(
    0xff,
    jpeg.indexOf("\xff\xc4", 0, "latin1") + 5,
    jpeg.indexOf("\xff\xc4", 0, "latin1") + 21,
  );
  const files = {
    "cut.jpg": jpeg.subarray(0, -1000),
    "cut-in-header.jpg": jpeg.subarray(0, 100),
    "codes.jpg": codes,
    "huge.jpg": huge,
    "large.jpg": large,
  };
  for (const region of [undefined, { left: 10, top: 30, width: 40, height: 40 }]) {
    const decoded = await decodeFiles(files, region);
    const reasons = Object.keys(files).map((name) => decoded.get(name)?.error?.reason);
    const damaged = "cut short or damaged";
    expect(reasons).toEqual([damaged, damaged, damaged, damaged, "too large"]);
    expect(decoded.get("plain.jpg")?.image).toBeDefined();
  }
});

test("damage within a JPEG's data, which no decoder is sure to notice, stays as a scar, always the same", async () => {
  const jpeg = await noise();
  const middle = Math.floor(jpeg.length / 2);
  const files = {
    "whole.jpg": jpeg,
    "zeros.jpg": Buffer.from(jpeg).fill(0, middle, middle + 200),
    "stops-early.jpg": Buffer.concat([jpeg.subarray(0, middle), jpeg.subarray(-2)]),
  };
  const decoded = await decodeFiles(files);
  const upper = (name: string) => decoded.get(name)?.image?.subarray(0, 16 * 3 * 4);
  for (const name of ["zeros.jpg", "stops-early.jpg"]) {
    expect(decoded.get(name)?.image).not.toEqual(decoded.get("whole.jpg")?.image);
    expect(upper(name)).toEqual(upper("whole.jpg"));
    expect(await decodeFace(path.join(imageFolder, name), 16)).toEqual(decoded.get(name)?.image);
  }
});

test("a JPEG with restarts", async () => {
  const segment = (marker: number, ...bytes: number[]) => [0xff, marker, 0, bytes.length + 2, ...bytes];
  const oneCode = [1, ...Array.from({ length: 15 }, () => 0), 0];
  // Gray, 16 x 8 pixels: two blocks of nothing but zeros, in one bit each for DC and AC, a restart between them.
  const bytes = [
    ...[0xff, 0xd8],
    ...segment(0xdb, 0, ...Array.from({ length: 64 }, () => 1)),
    ...segment(0xc0, 8, 0, 8, 0, 16, 1, 1, 0x11, 0),
    ...segment(0xc4, 0, ...oneCode),
    ...segment(0xc4, 0x10, ...oneCode),
    ...segment(0xdd, 0, 1),
    ...segment(0xda, 1, 1, 0, 0, 63, 0),
    ...[0x3f, 0xff, 0xd0, 0x3f],
    ...[0xff, 0xd9],
  ];
  const decoded = await decodeFiles({ "restarts.jpg": Uint8Array.from(bytes) });
  expect(decoded.get("restarts.jpg")?.image).toEqual(new Uint8Array(16 * 16 * 3).fill(128));
});

test("the memory of a batch can be freed at once", async () => {
  await halves("plain.jpg", "jpeg");
  await halves("other.jpg", "png");
  const decoder = new FaceDecoder({ imageFolder, imageSize: 256 });
  decoders.push(decoder);
  const names = ["plain.jpg", "other.jpg"];
  for await (const batch of decoder.decode(names.map((filename) => ({ filename })))) {
    const images = batch.flatMap(({ image }) => image ?? []);
    const before = process.memoryUsage().arrayBuffers;
    freeMemory(images);
    expect(before - process.memoryUsage().arrayBuffers).toBeGreaterThanOrEqual(2 * 256 * 256 * 3);
    expect(images.map(({ length }) => length)).toEqual([0, 0]);
  }
});

test("one picture, named by its path", async () => {
  await halves("plain.jpg", "jpeg");
  const [decoded] = await decodeAll([{ filename: "plain.jpg" }]);
  expect(await decodeFace(path.join(imageFolder, "plain.jpg"), 16)).toEqual(decoded?.image);
  await expect(decodeFace("/no/such.jpg", 16)).rejects.toThrow("The picture /no/such.jpg cannot be used: missing");
});

test.each(["jpeg", "png"] as const)("the face alone, of a %s", async (format) => {
  await halves("halves", format);
  const box = (left: number, right: number) => ({
    filename: "halves",
    box: { left, top: 20, width: right - left, height: 20 },
  });
  const decoded = await decodeAll([box(10, 50), box(70, 110), box(40, 80), box(130, 170), box(20, 22)], 0);
  const color = (image: Uint8Array | undefined, x: number) => Array.from(image?.subarray(x * 3, x * 3 + 3) ?? []);
  const expectColor = (found: number[], expected: number[]) => {
    expect(found.length).toBe(3);
    for (const [channel, value] of found.entries()) expect(Math.abs(value - (expected[channel] ?? 0))).toBeLessThan(6);
  };
  for (const x of [0, 15]) expectColor(color(decoded[0]?.image, x), [0, 0, 255]);
  for (const x of [0, 15]) expectColor(color(decoded[1]?.image, x), [200, 120, 40]);
  expectColor(color(decoded[2]?.image, 0), [0, 0, 255]);
  expectColor(color(decoded[2]?.image, 15), [200, 120, 40]);
  expect(decoded.map(({ error }) => error?.reason)).toEqual([
    undefined,
    undefined,
    undefined,
    "no face box",
    "too small",
  ]);
  const unknown = { left: Number.NaN, top: Number.NaN, width: Number.NaN, height: Number.NaN };
  const without = await decodeAll([{ filename: "halves", box: unknown }, { filename: "halves" }], 0.4);
  expect(without.map(({ error }) => error?.reason)).toEqual(["no face box", "no face box"]);
});

test("a box is looked for in the picture as it is turned", async () => {
  await halves("turned.jpg", "jpeg", (picture) => picture.withMetadata({ orientation: 6 }));
  const face = (top: number) => ({ filename: "turned.jpg", box: { left: 20, top, width: 40, height: 40 } });
  const [above, below] = await decodeAll([face(10), face(70)], 0);
  expect(above?.image?.[2]).toBeGreaterThan(240);
  expect(below?.image?.[0]).toBeGreaterThan(190);
});

test("a consumer that stops early leaves nothing behind", async () => {
  await halves("plain.jpg", "jpeg");
  const decoder = new FaceDecoder({ imageFolder, imageSize: 16 });
  for await (const batch of decoder.decode(Array.from({ length: 1000 }, () => ({ filename: "plain.jpg" })))) {
    expect(batch.length).toBe(128);
    break;
  }
  decoder.close();
  rmSync(path.join(imageFolder, "plain.jpg"));
});
