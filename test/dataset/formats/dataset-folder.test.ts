import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { openDataset } from "../../../lib/dataset/formats/dataset-folder";
import { scratchFolder } from "../../scratch-folder";

const scratch = scratchFolder();

function folderWith(name: string, ...files: string[]): string {
  const folder = path.join(scratch, name);
  for (const file of files) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), "");
  }
  mkdirSync(folder, { recursive: true });
  return folder;
}

test("a folder with one .mat file is a data set of the folder's name", () => {
  const folder = folderWith("imdb_crop", "imdb.mat", "._imdb.mat", "readme.txt", "some.csv", "other.csv");
  const expected = { name: "imdb_crop", kind: "imdb-wiki", source: path.join(folder, "imdb.mat") };
  expect(openDataset(folder)).toEqual(expected);
  expect(openDataset(`${folder}/`)).toEqual(expected);
});

test("without a .mat file, a folder with one CSV file is one, whatever its pictures are called", () => {
  const folder = folderWith("own", "Labels.CSV", "20_0_1_20170101.jpg");
  expect(openDataset(folder)).toEqual({ name: "own", kind: "csv", source: path.join(folder, "Labels.CSV") });
});

test("a folder with UTKFace's files is one, also in folders below", () => {
  const folder = folderWith("UTKFace", "readme.txt", "part1/1_0_0_20161219140623097.jpg.chip.jpg");
  expect(openDataset(folder)).toEqual({ name: "UTKFace", kind: "utkface", source: folder });
});

test("a file is one of the file's name", () => {
  const folder = folderWith("files", "imdb.mat", "a.csv", "b.csv");
  const [mat, csv] = [path.join(folder, "imdb.mat"), path.join(folder, "b.csv")];
  expect(openDataset(mat)).toEqual({ name: "imdb", kind: "imdb-wiki", source: mat });
  expect(openDataset(csv)).toEqual({ name: "b", kind: "csv", source: csv });
});

test("what is not a data set is told by its folder", () => {
  const missing = path.join(scratch, "missing");
  expect(() => openDataset(missing)).toThrow(`There is no file or folder ${missing}: expected is`);
  const empty = folderWith("empty", "photo.jpg");
  expect(() => openDataset(empty)).toThrow(
    `The folder ${empty} has no .mat file, no CSV file and no files named as UTKFace's are (age_gender_race_date.jpg)`,
  );
  const two = folderWith("two", "b.mat", "a.mat");
  expect(() => openDataset(two)).toThrow(`The folder ${two} has 2 .mat files (a.mat, b.mat): expected is one`);
  const lists = folderWith("lists", "val.csv", "train.csv");
  expect(() => openDataset(lists)).toThrow(`The folder ${lists} has 2 CSV files (train.csv, val.csv): expected is one`);
});

test("for the synthetic data set the error says how to make it", () => {
  const folder = path.join(scratch, "elsewhere");
  mkdirSync(folder);
  const before = process.cwd();
  process.chdir(folder);
  try {
    expect(() => openDataset("data/synthetic")).toThrow("npm run synthesize");
  } finally {
    process.chdir(before);
  }
});
