import { appendFileSync, readFileSync, truncateSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { encodeNpyHeader, imageRows } from "../../../lib/images/npy/npy";
import { NpyWriter } from "../../../lib/images/npy/npy-writer";
import { scratchFolder } from "../../scratch-folder";

const folder = scratchFolder();

test("what is appended is in the file, rows by themselves and several in one piece", async () => {
  const file = path.join(folder, "many.npy");
  const images = Array.from({ length: 30 }, (_, row) => Buffer.alloc(256 * 256 * 3, row));
  const writer = await NpyWriter.open(file, imageRows(256));
  await writer.append(images.slice(0, 20));
  await writer.append([]);
  await writer.append([Buffer.concat(images.slice(20, 23)), ...images.slice(23)]);
  expect(writer.count).toBe(30);
  await writer.finish();
  await writer.close();
  expect(readFileSync(file).equals(Buffer.concat([encodeNpyHeader(30, imageRows(256)), ...images]))).toBe(true);
});

test("an image of another size is refused", async () => {
  const writer = await NpyWriter.open(path.join(folder, "other.npy"), imageRows(8));
  await expect(writer.append([new Uint8Array(8 * 8)])).rejects.toThrow("64 bytes");
  await writer.close();
});

test("another writer goes on behind the images that are kept", async () => {
  const file = path.join(folder, "continued.npy");
  const images = Array.from({ length: 6 }, (_, row) => Buffer.alloc(8 * 8 * 3, row + 1));
  const first = await NpyWriter.open(file, imageRows(8));
  await first.append(images.slice(0, 4));
  await first.close();
  appendFileSync(file, "half an image");
  const second = await NpyWriter.open(file, imageRows(8), 3);
  expect(second.count).toBe(3);
  await second.append(images.slice(3));
  await second.finish();
  await second.close();
  expect(readFileSync(file).equals(Buffer.concat([encodeNpyHeader(6, imageRows(8)), ...images]))).toBe(true);
});

test("a file that lacks images that should be there", async () => {
  const file = path.join(folder, "short.npy");
  const writer = await NpyWriter.open(file, imageRows(8));
  await writer.append([new Uint8Array(8 * 8 * 3)]);
  await writer.finish();
  await writer.close();
  truncateSync(file, 200);
  await expect(NpyWriter.open(file, imageRows(8), 1)).rejects.toThrow("short.npy has lost rows");
});
