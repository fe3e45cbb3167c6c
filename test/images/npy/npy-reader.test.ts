import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { encodeNpyHeader, imageRows } from "../../../lib/images/npy/npy";
import { NpyReader } from "../../../lib/images/npy/npy-reader";
import { scratchFolder } from "../../scratch-folder";

const folder = scratchFolder();

/** A file of 2 x 2 images, each of twelve bytes that are its row. */
function numberedImages(name: string, count: number): string {
  const file = path.join(folder, name);
  const rows = Array.from({ length: count }, (_, row) => Buffer.alloc(12, row));
  writeFileSync(file, Buffer.concat([encodeNpyHeader(count, imageRows(2)), ...rows]));
  return file;
}

test("images are read in the order asked for, repeated and sequential ones as well", async () => {
  const reader = await NpyReader.open(numberedImages("ordered.npy", 100));
  expect([reader.count, reader.rows]).toEqual([100, imageRows(2)]);
  for (const rows of [
    [],
    [0],
    [99],
    [7, 8, 9, 50, 49, 9, 9, 10, 99, 0],
    Array.from({ length: 100 }).map((_, i) => i),
  ]) {
    const images = await reader.read(rows);
    expect(Array.from(images)).toEqual(rows.flatMap((row) => Array.from({ length: 12 }, () => row)));
  }
  await reader.close();
});

test("each read has bytes of its own", async () => {
  const reader = await NpyReader.open(numberedImages("own.npy", 3));
  const first = await reader.read([1]);
  await reader.read([2]);
  first.fill(77);
  expect(Array.from((await reader.read([1])).subarray(0, 1))).toEqual([1]);
  expect(first[0]).toBe(77);
  await reader.close();
});

test.each([-1, 3, 0.5, Number.NaN])("there is no row %f", async (row) => {
  const reader = await NpyReader.open(numberedImages("rows.npy", 3));
  await expect(reader.read([0, row])).rejects.toThrow(`rows.npy has no row ${row}`);
  await reader.close();
});

test("a file of another size than its header says is refused", async () => {
  const file = numberedImages("cut.npy", 3);
  truncateSync(file, 128 + 3 * 12 - 1);
  await expect(NpyReader.open(file)).rejects.toThrow(`${file} has 163 bytes where its header promises 164`);
  writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.alloc(2)]));
  await expect(NpyReader.open(file)).rejects.toThrow("has 165 bytes");
});

test("a file that is no .npy is refused by its name", async () => {
  const file = path.join(folder, "text.npy");
  writeFileSync(file, "filename,age,gender\n");
  await expect(NpyReader.open(file)).rejects.toThrow(`${file} is not a .npy file`);
  await expect(NpyReader.open(path.join(folder, "missing.npy"))).rejects.toThrow("missing.npy");
});

test("a file cut short after it was opened", async () => {
  const file = numberedImages("shrinking.npy", 3);
  const reader = await NpyReader.open(file);
  truncateSync(file, 140);
  await expect(reader.read([2])).rejects.toThrow(`${file} was cut short`);
  await reader.close();
});

test("nothing is read after closing, and closing twice does no harm", async () => {
  const reader = await NpyReader.open(numberedImages("closed.npy", 3));
  await reader.close();
  await reader.close();
  await expect(reader.read([0])).rejects.toThrow("closed.npy is closed");
});
