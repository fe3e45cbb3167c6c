import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { decodeImage } from "../../../lib/images/decoding/decode-image";
import { ImageError } from "../../../lib/images/image-error";
import { scratchFolder } from "../../scratch-folder";

const folder = scratchFolder();
const orange = { r: 200, g: 120, b: 40 };
const plain = () => sharp({ create: { width: 120, height: 80, channels: 3, background: orange } });

/** Writes a file of the folder and returns its path. */
function file(name: string, content: Uint8Array | string): string {
  const written = path.join(folder, name);
  writeFileSync(written, content);
  return written;
}

/** A JPEG of noise, so that its data, not its header, makes most of its bytes. */
function noise(): Promise<Buffer> {
  return sharp({
    create: {
      width: 200,
      height: 200,
      channels: 3,
      background: "gray",
      noise: { type: "gaussian", mean: 128, sigma: 50 },
    },
  })
    .jpeg()
    .toBuffer();
}

async function reasonFor(picture: string): Promise<string> {
  const error = await decodeImage(picture, 16).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(ImageError);
  expect(error.message).toContain(picture);
  return error.reason;
}

/** The pixels' range by channel: [least, most]. */
function range(pixels: Uint8Array): [number, number][] {
  return [0, 1, 2].map((channel) => {
    const values = pixels.filter((_, index) => index % 3 === channel);
    return [Math.min(...values), Math.max(...values)];
  });
}

function expectPlain(pixels: Uint8Array, color: readonly number[], tolerance: number): void {
  range(pixels).forEach(([least, most], channel) => {
    expect(Math.abs(least - (color[channel] ?? Number.NaN))).toBeLessThanOrEqual(tolerance);
    expect(Math.abs(most - (color[channel] ?? Number.NaN))).toBeLessThanOrEqual(tolerance);
  });
}

describe("what decodes", () => {
  const rgb = [200, 120, 40];
  const gray = [90, 90, 90];
  const colorless = () => sharp({ create: { width: 120, height: 80, channels: 3, background: "#5a5a5a" } });
  const half = { ...orange, alpha: 0.5 };
  const transparent = () => sharp({ create: { width: 120, height: 80, channels: 4, background: half } });
  const cases: [string, Sharp, number[], number][] = [
    ["JPEG", plain().jpeg(), rgb, 2],
    ["progressive JPEG", plain().jpeg({ progressive: true }), rgb, 2],
    ["gray JPEG", colorless().toColorspace("b-w").jpeg(), gray, 1],
    ["CMYK JPEG", colorless().withIccProfile("cmyk").jpeg(), gray, 12],
    ["PNG", plain().png(), rgb, 0],
    ["PNG with a palette", plain().png({ palette: true }), rgb, 0],
    ["16-bit PNG", plain().toColorspace("rgb16").png(), rgb, 1],
    ["16-bit gray PNG", colorless().toColorspace("grey16").png(), gray, 1],
    ["half transparent PNG", transparent().png(), [228, 188, 148], 1],
    ["WebP", plain().webp({ lossless: true }), rgb, 0],
    ["GIF", plain().gif(), rgb, 0],
    ["AVIF", plain().avif(), rgb, 3],
  ];
  test.each(cases)("%s, named .jpg", async (name, picture, color, tolerance) => {
    const pixels = await decodeImage(file(`${name}.jpg`, await picture.toBuffer()), 16);
    expect(pixels.length).toBe(16 * 16 * 3);
    expectPlain(pixels, color, tolerance);
  });

  test("the whole picture is resized to the square, rows first", async () => {
    const left = await sharp({ create: { width: 60, height: 80, channels: 3, background: "blue" } })
      .png()
      .toBuffer();
    const picture = plain().composite([{ input: left, left: 0, top: 0 }]);
    const pixels = await decodeImage(file("halves.png", await picture.png().toBuffer()), 16);
    expect(Array.from(pixels.subarray(0, 3))).toEqual([0, 0, 255]);
    expect(Array.from(pixels.subarray(15 * 3, 16 * 3))).toEqual([200, 120, 40]);
    expect(Array.from(pixels.subarray(15 * 16 * 3, 15 * 16 * 3 + 3))).toEqual([0, 0, 255]);
  });

  test("a picture is turned as its EXIF orientation says", async () => {
    const left = await sharp({ create: { width: 60, height: 80, channels: 3, background: "blue" } })
      .png()
      .toBuffer();
    const picture = plain()
      .composite([{ input: left, left: 0, top: 0 }])
      .withMetadata({ orientation: 6 });
    const pixels = await decodeImage(file("turned.jpg", await picture.jpeg().toBuffer()), 16);
    expectPlain(pixels.subarray(0, 16 * 3), [0, 0, 255], 4); // left became top
    expectPlain(pixels.subarray(15 * 16 * 3), [200, 120, 40], 4);
  });

  test("a file that changed under its name is read anew", async () => {
    const name = "changing.png";
    expectPlain(await decodeImage(file(name, await plain().png().toBuffer()), 16), rgb, 0);
    expectPlain(await decodeImage(file(name, await plain().negate().png().toBuffer()), 16), [55, 135, 215], 0);
  });

  test("one more byte behind the picture does no harm", async () => {
    const pixels = await decodeImage(file("trailing.jpg", Buffer.concat([await noise(), Buffer.alloc(100)])), 16);
    expect(pixels.length).toBe(16 * 16 * 3);
  });
});

describe("what is refused, and why", () => {
  test("missing", async () => {
    expect(await reasonFor(path.join(folder, "missing.jpg"))).toBe("missing");
    expect(await reasonFor(path.join(file("a-file", "x"), "below.jpg"))).toBe("missing");
  });

  test("a folder", async () => {
    mkdirSync(path.join(folder, "folder.jpg"));
    expect(await reasonFor(path.join(folder, "folder.jpg"))).toBe("not a file");
  });

  test("a name that the file system does not take", async () => {
    expect(await reasonFor(path.join(folder, "a\0b.jpg"))).toBe("unreadable");
    expect(await reasonFor(path.join(folder, `${"long".repeat(100)}.jpg`))).toBe("unreadable");
  });

  test("empty", async () => {
    expect(await reasonFor(file("empty.jpg", ""))).toBe("empty");
  });

  test("not an image", async () => {
    expect(await reasonFor(file("page.jpg", "<html>404 Not Found</html>"))).toBe("not an image");
    const drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><rect width="9" height="9"/></svg>';
    expect(await reasonFor(file("drawing.jpg", drawing))).toBe("not an image");
  });

  test.each([0.02, 0.5, 0.9, 0.999])("a JPEG cut after %f of it", async (share) => {
    const jpeg = await noise();
    expect(await reasonFor(file("cut.jpg", jpeg.subarray(0, jpeg.length * share)))).toBe("cut short or damaged");
  });

  test("a JPEG whose data stops early, but has its end", async () => {
    const jpeg = await noise();
    const cut = Buffer.concat([jpeg.subarray(0, jpeg.length / 2), jpeg.subarray(-2)]);
    expect(await reasonFor(file("cut.jpg", cut))).toBe("cut short or damaged");
  });

  test.each([
    ["png", plain().png()],
    ["gif", plain().gif()],
    ["webp", plain().webp()],
  ])("a %s cut in half", async (format, picture) => {
    const bytes = await picture.toBuffer();
    const cut = file(`cut.${format}`, bytes.subarray(0, bytes.length / 2));
    expect(await reasonFor(cut)).toBe("cut short or damaged");
  });

  test("too small", async () => {
    const one = sharp({ create: { width: 1, height: 1, channels: 3, background: orange } });
    expect(await reasonFor(file("one.jpg", await one.jpeg().toBuffer()))).toBe("too small");
    expect(await reasonFor(file("flat.png", await plain().resize(100, 7, { fit: "fill" }).png().toBuffer()))).toBe(
      "too small",
    );
    const least = file("least.png", await plain().resize(8, 8).png().toBuffer());
    expect((await decodeImage(least, 4)).length).toBe(4 * 4 * 3);
  });

  test("too many pixels, as the header has it", async () => {
    const bytes = await plain().png().toBuffer();
    bytes.writeUInt32BE(50_000, 16); // width
    bytes.writeUInt32BE(50_000, 20); // height
    bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
    expect(await reasonFor(file("huge.png", bytes))).toBe("too large");
  });

  test("too many bytes", async () => {
    const huge = file("huge.jpg", await noise());
    truncateSync(huge, 2 ** 27 + 1);
    expect(await reasonFor(huge)).toBe("too large");
  });
});

test("a size that is none is the caller's mistake, not the picture's", async () => {
  const picture = file("fine.png", await plain().png().toBuffer());
  for (const size of [0, 1.5, -1]) {
    await expect(decodeImage(picture, size)).rejects.not.toBeInstanceOf(ImageError);
  }
});
