import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { jpegSize } from "../../../lib/images/decoding/jpeg-size";

/** A picture of noise, so that its data, not its header, makes most of its bytes. */
const noise = (width = 100, height = 70): Sharp =>
  sharp({
    create: { width, height, channels: 3, background: "gray", noise: { type: "gaussian", mean: 128, sigma: 50 } },
  });
const size = { width: 100, height: 70 };

/** Sets bytes from an offset behind the marker of the first segment of a kind on; the length is at 0, what it is of at 2. */
function changed(jpeg: Buffer, marker: number, offset: number, ...values: number[]): Buffer {
  const bytes = Buffer.from(jpeg);
  bytes.set(values, bytes.indexOf(Buffer.from([0xff, marker])) + 2 + offset);
  return bytes;
}

const SOF0 = 0xc0;
const SOS = 0xda;

describe("for TensorFlow", () => {
  const cases: [string, Sharp][] = [
    ["with colors at half resolution", noise().jpeg({ chromaSubsampling: "4:2:0" })],
    ["with colors at full resolution", noise().jpeg({ chromaSubsampling: "4:4:4", quality: 100 })],
    ["gray", noise().toColorspace("b-w").jpeg()],
    ["progressive", noise().jpeg({ progressive: true })],
    ["a million pixels", noise(1024, 1024).jpeg()],
  ];
  test.each(cases)("%s", async (_, picture) => {
    const { data, info } = await picture.toBuffer({ resolveWithObject: true });
    expect(jpegSize(data)).toEqual({ width: info.width, height: info.height });
  });

  test("with segments that say nothing of its colors", async () => {
    const jpeg = await noise().jpeg().toBuffer();
    const segment = (marker: number, text: string) => [0xff, marker, 0, text.length + 2, ...Buffer.from(text)];
    const more = [0xe1, 0xe2, 0xed, 0xfe].flatMap((marker) => segment(marker, "anything"));
    expect(jpegSize(Buffer.concat([jpeg.subarray(0, 2), Buffer.from(more), jpeg.subarray(2)]))).toEqual(size);
  });
});

describe("for sharp", () => {
  const cases: [string, Sharp][] = [
    ["CMYK", noise().withIccProfile("cmyk").jpeg()],
    ["with a color profile", noise().withIccProfile("p3").jpeg()],
    ["to be turned", noise().withMetadata({ orientation: 6 }).jpeg()],
    ["over a million pixels", noise(1025, 1024).jpeg()],
    ["a PNG", noise().png()],
  ];
  test.each(cases)("%s", async (_, picture) => {
    expect(jpegSize(await picture.toBuffer())).toBeUndefined();
  });

  test.each([
    ["65,535 x 65,535 pixels", SOF0, 3, [0xff, 0xff, 0xff, 0xff]],
    ["no pixels", SOF0, 3, [0, 0]],
    ["12 bits a color", SOF0, 2, [12]],
    ["two colors", SOF0, 7, [2]],
    ["arithmetic coding", SOF0, -1, [0xc9]],
    ["no compression with losses", SOF0, -1, [0xc3]],
    ["a second frame, after one of another size", 0xe0, -1, [SOF0, 0, 16, 8, 0, 1, 0, 1, 3]],
    ["colors in scans of their own", SOS, 2, [1]],
    ["a scan before the frame", SOF0, -1, [SOS]],
  ])("%s", async (_, marker, offset, values) => {
    expect(jpegSize(changed(await noise().jpeg().toBuffer(), marker, offset, ...values))).toBeUndefined();
  });

  test("scans without end, each of which takes its time", async () => {
    const jpeg = await noise().jpeg({ progressive: true }).toBuffer();
    const scan = Buffer.from([0xff, SOS, 0, 8, 1, 1, 0, 1, 63, 0]);
    const repeated = (times: number) =>
      Buffer.concat([jpeg.subarray(0, -2), ...Array.from({ length: times }, () => scan), jpeg.subarray(-2)]);
    expect(jpegSize(repeated(10))).toEqual(size);
    expect(jpegSize(repeated(100))).toBeUndefined();
  });

  test("cut short anywhere, or with bytes behind its end", async () => {
    const jpeg = await noise(24, 16).jpeg().toBuffer();
    for (let length = 0; length < jpeg.length; length++) expect(jpegSize(jpeg.subarray(0, length))).toBeUndefined();
    expect(jpegSize(Buffer.concat([jpeg, Buffer.alloc(1)]))).toBeUndefined();
  });

  test("a header cut short, with an end", async () => {
    const jpeg = await noise(24, 16).jpeg().toBuffer();
    const end = jpeg.subarray(-2);
    for (let length = 0; length < jpeg.indexOf(Buffer.from([0xff, SOS])) + 4; length++) {
      expect(jpegSize(Buffer.concat([jpeg.subarray(0, length), end]))).toBeUndefined();
    }
  });
});

test("whatever its bytes, an answer", async () => {
  const jpeg = await noise(24, 16).jpeg().toBuffer();
  for (let at = 0; at < jpeg.length; at++) {
    for (const value of [0, 0x7f, 0xff]) {
      const other = Buffer.from(jpeg);
      other[at] = value;
      expect([undefined, 24, value * 256 + 24, 0x7f, 0xff]).toContain(jpegSize(other)?.width);
    }
  }
});
