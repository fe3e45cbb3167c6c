import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { readJpeg } from "../../../lib/images/decoding/read-jpeg";
import { scratchFolder } from "../../scratch-folder";

const folder = scratchFolder();

test("a JPEG and its size; nothing for what is no file, empty, too large, or for sharp; an error for what cannot be read", async () => {
  const picture = sharp({ create: { width: 30, height: 10, channels: 3, background: "gray" } });
  const bytes = await picture.jpeg().toBuffer();
  const long = Buffer.concat([bytes.subarray(0, -2), Buffer.alloc(2 ** 19), bytes.subarray(-2)]);
  mkdirSync(path.join(folder, "folder.jpg"));
  writeFileSync(path.join(folder, "empty.jpg"), "");
  writeFileSync(path.join(folder, "long.jpg"), long);
  writeFileSync(path.join(folder, "other.jpg"), await picture.png().toBuffer());
  writeFileSync(path.join(folder, "good.jpg"), bytes);
  for (const name of ["folder.jpg", "empty.jpg", "long.jpg", "other.jpg"])
    expect([name, await readJpeg(path.join(folder, name))]).toEqual([name, undefined]);
  for (const name of ["missing.jpg", "a\0b.jpg"]) await expect(readJpeg(path.join(folder, name))).rejects.toThrow();
  expect(await readJpeg(path.join(folder, "good.jpg"))).toEqual({ bytes, width: 30, height: 10 });
});
