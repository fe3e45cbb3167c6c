import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { PlainJpegReader } from "../../../../lib/images/decoding/jpeg/plain-jpeg-reader";
import { scratchFolder } from "../../../scratch-folder";

const folder = scratchFolder();

/** Writes a gray JPEG, and returns its path and bytes. */
async function jpeg(name: string, width: number, height: number) {
  const file = path.join(folder, name);
  const bytes = await sharp({ create: { width, height, channels: 3, background: "gray" } })
    .jpeg()
    .toBuffer();
  writeFileSync(file, bytes);
  return { file, bytes };
}

test("each file's JPEG, many calls at once", async () => {
  const some = await Promise.all([20, 30, 40].map((width) => jpeg(`${width}.jpg`, width, 10)));
  const files = [...some.map(({ file }) => file), path.join(folder, "missing.jpg")];
  const reader = new PlainJpegReader();
  const calls = Array.from({ length: 20 }, (_, call) => [...files.slice(call % 4), ...files.slice(0, call % 4)]);
  const answers = await Promise.all(calls.map((call) => reader.read(call)));
  for (const [call, answer] of answers.entries()) {
    const expected = [...some, undefined].map(
      (one, index) => one && { bytes: Uint8Array.from(one.bytes), width: 20 + 10 * index, height: 10 },
    );
    const found = answer.map((one) => one && { ...one, bytes: Uint8Array.from(one.bytes) });
    expect(found).toEqual([...expected.slice(call % 4), ...expected.slice(0, call % 4)]);
  }
  await reader.close();
  await expect(reader.read(files)).rejects.toThrow("is closed");
});

test("nothing for what is no file, empty, or too large", async () => {
  mkdirSync(path.join(folder, "folder.jpg"));
  writeFileSync(path.join(folder, "empty.jpg"), "");
  const { bytes } = await jpeg("small.jpg", 10, 10);
  writeFileSync(path.join(folder, "long.jpg"), Buffer.concat([bytes, Buffer.alloc(2 ** 19)]));
  await jpeg("wide.jpg", 2000, 600);
  const names = ["folder.jpg", "empty.jpg", "long.jpg", "wide.jpg", "a\0b.jpg", "small.jpg"];
  const reader = new PlainJpegReader();
  const read = await reader.read(names.map((name) => path.join(folder, name)));
  expect(read.map((one) => one?.width)).toEqual([undefined, undefined, undefined, undefined, undefined, 10]);
  await reader.close();
});
