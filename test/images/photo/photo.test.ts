import path from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { decodePhoto } from "../../../lib/images/photo/photo";
import { scratchFolder } from "../../scratch-folder";

const folder = scratchFolder();
const redThenBlue = sharp(Buffer.from([255, 0, 0, 0, 0, 255]), { raw: { width: 2, height: 1, channels: 3 } });

test("a photo is turned as its EXIF orientation says", async () => {
  const file = path.join(folder, "turned.png");
  const wide = await redThenBlue.clone().resize(40, 20, { fit: "fill", kernel: "nearest" }).png().toBuffer();
  await sharp(wide).withMetadata({ orientation: 6 }).toFile(file); // to be turned by 90 degrees, clockwise
  const { pixels, width, height, scale } = await decodePhoto(file);
  expect([width, height, scale]).toEqual([20, 40, 1]);
  expect([...pixels.subarray(0, 3)]).toEqual([255, 0, 0]);
  expect([...pixels.subarray(-3)]).toEqual([0, 0, 255]);
});

test("a huge photo is shrunk, and says by how much", async () => {
  const file = path.join(folder, "huge.jpg");
  await redThenBlue.clone().resize(10_000, 50, { fit: "fill" }).jpeg().toFile(file);
  const { pixels, width, height, scale } = await decodePhoto(file);
  expect([width, height]).toEqual([4096, 20]);
  expect(pixels.length).toBe(4096 * 20 * 3);
  expect(scale).toBeCloseTo(10_000 / 4096, 10);
});

test("gray becomes RGB, transparency white", async () => {
  const gray = path.join(folder, "gray.png");
  await sharp({ create: { width: 9, height: 8, channels: 3, background: "#808080" } })
    .grayscale()
    .png()
    .toFile(gray);
  expect([...(await decodePhoto(gray)).pixels.subarray(0, 3)]).toEqual([128, 128, 128]);
  const clear = path.join(folder, "clear.png");
  await sharp({ create: { width: 9, height: 8, channels: 4, background: "transparent" } }).toFile(clear);
  const { pixels } = await decodePhoto(clear);
  expect([pixels.length, ...pixels.subarray(0, 3)]).toEqual([9 * 8 * 3, 255, 255, 255]);
});

test("a photo that is none is refused with a reason", async () => {
  await expect(decodePhoto(path.join(folder, "none.jpg"))).rejects.toMatchObject({ reason: "missing" });
});
