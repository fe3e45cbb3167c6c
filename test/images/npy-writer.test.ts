import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { encodeNpyHeader } from "../../lib/images/npy";
import { NpyWriter } from "../../lib/images/npy-writer";
import { temporaryFolder } from "./temporary-folder";

const folder = temporaryFolder();

test("what is appended is in the file, more than the buffer holds too", async () => {
  const file = path.join(folder, "many.npy");
  const images = Array.from({ length: 30 }, (_, row) => Buffer.alloc(256 * 256 * 3, row));
  const writer = await NpyWriter.create(file, 256);
  for (const image of images) await writer.append(image);
  await writer.finish();
  await writer.close();
  expect(readFileSync(file).equals(Buffer.concat([encodeNpyHeader(30, 256), ...images]))).toBe(true);
});

test("an image of another size is refused", async () => {
  const writer = await NpyWriter.create(path.join(folder, "other.npy"), 8);
  await expect(writer.append(new Uint8Array(8 * 8))).rejects.toThrow("64 bytes");
  await writer.close();
});

test("a file that is there is not written over", async () => {
  const file = path.join(folder, "twice.npy");
  await (await NpyWriter.create(file, 8)).close();
  await expect(NpyWriter.create(file, 8)).rejects.toThrow("twice.npy");
});
