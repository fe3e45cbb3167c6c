import { createHash } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readMetadata } from "../../lib/dataset/metadata";
import { matFile } from "../../lib/dataset/synthetic/write-mat";
import { cells, compressed, doubles, fields, file, struct, utf8 } from "./mat-bytes";
import { scratchFolder } from "./scratch-folder";

const folder = scratchFolder();
const metadataFile = path.join(folder, "faces.mat");

function read(bytes: Uint8Array) {
  writeFileSync(metadataFile, bytes);
  return readMetadata(metadataFile);
}

test("a .mat file becomes a table of records in its order", () => {
  const records = read(file(compressed(struct("wiki", fields()))));
  expect(records.objects()).toEqual([
    {
      full_path: "00/a.jpg",
      name: "李娜",
      gender: 1,
      dob: 723671,
      photo_taken: 2009,
      face_score: 4.3,
      second_face_score: Number.NaN,
    },
    {
      full_path: "01/b.jpg",
      name: null,
      gender: Number.NaN,
      dob: 703186,
      photo_taken: 1964,
      face_score: Number.NEGATIVE_INFINITY,
      second_face_score: 1.9,
    },
  ]);
});

test("what the synthetic data set's writer writes is read", () => {
  const columns = {
    dob: [723671, 703186.5, -1],
    photo_taken: [2009, 1964, 70_000],
    full_path: ["00/a.jpg", "b, c.jpg", "ü.jpg"],
    gender: [1, 0, Number.NaN],
    name: ["Ada", "", "李娜"],
    face_score: [1, Number.NEGATIVE_INFINITY, 0.1],
    second_face_score: [Number.NaN, 2, 0],
  };
  const records = read(matFile("anything", columns));
  for (const [column, values] of Object.entries(columns)) {
    const expected = values.map((value) => (column === "name" && value === "" ? null : value));
    expect(Array.from(records.array(column))).toEqual(expected);
  }
});

test("names may be missing, for nothing depends on them", () => {
  const { name: _, ...others } = fields();
  expect(Array.from(read(file(struct("x", others))).array("name"))).toEqual([null, null]);
});

test("a data set may be of one face, or none", () => {
  const one = Object.fromEntries(Object.keys(fields()).map((field) => [field, doubles(1)]));
  expect(read(file(struct("x", { ...one, full_path: cells(utf8("a")), name: cells(utf8("b")) }))).numRows()).toBe(1);
  const none = Object.fromEntries(Object.keys(fields()).map((field) => [field, doubles()]));
  expect(read(file(struct("x", { ...none, full_path: cells(), name: cells() }))).numRows()).toBe(0);
});

test("fields that are missing are named", () => {
  const { dob: _, face_score: __, ...others } = fields();
  expect(() => read(file(struct("wiki", others)))).toThrow(
    `${metadataFile} lacks the fields dob, face_score in its struct wiki.`,
  );
});

test("fields of unequal length are refused, with the lengths", () => {
  expect(() => read(file(struct("x", { ...fields(), gender: doubles(1, 0, 1) })))).toThrow(
    /faces\.mat has fields of unequal length.*: full_path 2, .*gender 3/,
  );
});

test("fields of the wrong kind are refused by name", () => {
  expect(() => read(file(struct("x", { ...fields(), full_path: doubles(1, 2) })))).toThrow(
    `${metadataFile} has a field full_path that is not one row of cells of text.`,
  );
  expect(() => read(file(struct("x", { ...fields(), dob: cells(doubles(1), doubles(2)) })))).toThrow(
    `${metadataFile} has a field dob that is not one row of numbers.`,
  );
});

const wiki = "../shared/imdb-wiki/wiki.mat";
const faces = "../shared/faces/faces.mat";
// The hashes are those of what scipy reads: names, paths, and all numbers, with -1 for NaN.
describe.skipIf(!existsSync(wiki) || !existsSync(faces))("the real data sets in ../shared (skipped without)", () => {
  const sha256 = (content: string | Uint8Array) => createHash("sha256").update(content).digest("hex");

  test.each([
    [wiki, 62_328, "98a4f9fcb509", "ee4e687df8be", "ab0c5b2be0ac"],
    [faces, 8_058, "eed2be762e09", "b34f31baee10", "9a82ac773763"],
  ])("%s is read as scipy reads it", (real, count, names, paths, numbers) => {
    const records = readMetadata(real);
    expect(records.numRows()).toBe(count);
    const rows = records.objects({ limit: Number.POSITIVE_INFINITY });
    const textHash = (column: string) => sha256(rows.map((row) => Reflect.get(row, column) ?? "").join("\n"));
    expect(textHash("name").startsWith(names)).toBe(true);
    expect(textHash("full_path").startsWith(paths)).toBe(true);
    const all = ["gender", "dob", "photo_taken", "face_score", "second_face_score"].flatMap((column) =>
      Array.from(records.array(column), (value) => (Number.isNaN(value) ? -1 : Number(value))),
    );
    expect(sha256(new Uint8Array(Float64Array.from(all).buffer)).startsWith(numbers)).toBe(true);
  });
});
