import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { plainJpegSize } from "../../../../lib/images/decoding/jpeg/plain-jpeg.mjs";

/** A picture of noise, so that its data, not its header, makes most of its bytes. */
const noise = (width = 100, height = 70): Sharp =>
  sharp({
    create: { width, height, channels: 3, background: "gray", noise: { type: "gaussian", mean: 128, sigma: 50 } },
  });
const size = { width: 100, height: 70 };

describe("plain", () => {
  const cases: [string, Sharp][] = [
    ["with colors at half resolution", noise().jpeg({ chromaSubsampling: "4:2:0" })],
    ["with colors at full resolution", noise().jpeg({ chromaSubsampling: "4:4:4", quality: 100 })],
    ["of low quality", noise().jpeg({ quality: 5 })],
    ["with Huffman tables of its own", noise().jpeg({ optimiseCoding: true })],
    ["with the standard's Huffman tables", noise().jpeg({ optimiseCoding: false })],
    ["gray", noise().toColorspace("b-w").jpeg()],
  ];
  test.each(cases)("%s", async (_, picture) => {
    expect(plainJpegSize(await picture.toBuffer())).toEqual(size);
  });

  test("one after the other, each by its own tables", async () => {
    const some = await Promise.all([1, 30, 95].map((quality) => noise().jpeg({ quality }).toBuffer()));
    for (const jpeg of [...some, ...some]) expect(plainJpegSize(jpeg)).toEqual(size);
  });
});

describe("not plain, though some of them are good pictures", () => {
  const cases: [string, Sharp][] = [
    ["progressive", noise().jpeg({ progressive: true })],
    ["CMYK", noise().withIccProfile("cmyk").jpeg()],
    ["with a color profile", noise().withIccProfile("p3").jpeg()],
    ["to be turned", noise().withMetadata({ orientation: 6 }).jpeg()],
    ["a PNG", noise().png()],
  ];
  test.each(cases)("%s", async (_, picture) => {
    expect(plainJpegSize(await picture.toBuffer())).toBeUndefined();
  });

  test("cut short anywhere, with its end or without", async () => {
    const jpeg = await noise(24, 16).jpeg().toBuffer();
    const end = jpeg.subarray(-2);
    for (let length = 0; length < jpeg.length; length++) {
      expect(plainJpegSize(jpeg.subarray(0, length))).toBeUndefined();
      if (length < jpeg.length - 3) {
        expect(plainJpegSize(Buffer.concat([jpeg.subarray(0, length), end]))).toBeUndefined();
      }
    }
  });

  test("with bytes too many, behind the picture or in it", async () => {
    const jpeg = await noise().jpeg().toBuffer();
    expect(plainJpegSize(Buffer.concat([jpeg, Buffer.alloc(1)]))).toBeUndefined();
    expect(plainJpegSize(Buffer.concat([jpeg.subarray(0, -2), Buffer.alloc(2), jpeg.subarray(-2)]))).toBeUndefined();
  });

  test("with a stretch of zeros where data should be", async () => {
    const jpeg = await noise().jpeg().toBuffer();
    jpeg.fill(0, jpeg.length - 1000, jpeg.length - 500);
    expect(plainJpegSize(jpeg)).toBeUndefined();
  });
});

test("whatever its bytes, an answer", async () => {
  const jpeg = await noise(24, 16).jpeg().toBuffer();
  for (let at = 0; at < jpeg.length; at++) {
    for (const value of [0, 0x7f, 0xff]) {
      const changed = Uint8Array.from(jpeg);
      changed[at] = value;
      expect([undefined, 24, value * 256 + 24, 0x7f, 0xff]).toContain(plainJpegSize(changed)?.width);
    }
  }
});

describe("restarts", () => {
  const segment = (marker: number, ...bytes: number[]) => [0xff, marker, 0, bytes.length + 2, ...bytes];
  const oneCode = [1, ...Array.from({ length: 15 }, () => 0), 0];
  /** Gray, 16 x 8 pixels: two blocks of nothing but zeros, in one bit each for DC and AC, a restart between them. */
  const jpeg = (...scan: number[]) =>
    Uint8Array.from([
      ...[0xff, 0xd8],
      ...segment(0xdb, 0, ...Array.from({ length: 64 }, () => 1)),
      ...segment(0xc0, 8, 0, 8, 0, 16, 1, 1, 0x11, 0),
      ...segment(0xc4, 0, ...oneCode),
      ...segment(0xc4, 0x10, ...oneCode),
      ...segment(0xdd, 0, 1),
      ...segment(0xda, 1, 1, 0, 0, 63, 0),
      ...scan,
      ...[0xff, 0xd9],
    ]);
  test("in their places", () => {
    expect(plainJpegSize(jpeg(0x3f, 0xff, 0xd0, 0x3f))).toEqual({ width: 16, height: 8 });
  });
  test.each([
    ["left out", [0x3f, 0x3f]],
    ["of another number", [0x3f, 0xff, 0xd1, 0x3f]],
    ["after less than a block", [0xff, 0xd0, 0x3f]],
    ["one too many", [0x3f, 0xff, 0xd0, 0x3f, 0xff, 0xd1]],
  ])("%s", (_, scan) => {
    expect(plainJpegSize(jpeg(...scan))).toBeUndefined();
  });
});
