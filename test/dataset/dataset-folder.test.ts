import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { openDataset } from "../../lib/dataset/dataset-folder";
import { scratchFolder } from "./scratch-folder";

const scratch = scratchFolder();

function folderWith(name: string, ...files: string[]): string {
  const folder = path.join(scratch, name);
  mkdirSync(folder);
  for (const file of files) writeFileSync(path.join(folder, file), "");
  return folder;
}

test("a folder with one .mat file is a data set of the folder's name", () => {
  const folder = folderWith("imdb_crop", "imdb.mat", "._imdb.mat", "readme.txt");
  const expected = { name: "imdb_crop", metadataFile: path.join(folder, "imdb.mat") };
  expect(openDataset(folder)).toEqual({ ...expected, folder });
  expect(openDataset(`${folder}/`)).toEqual({ ...expected, folder: `${folder}/` });
});

test("what is not a data set is told by its folder", () => {
  const missing = path.join(scratch, "missing");
  expect(() => openDataset(missing)).toThrow(`There is no folder ${missing}: expected is`);
  const file = path.join(folderWith("has-a-file", "a.mat"), "a.mat");
  expect(() => openDataset(file)).toThrow(`There is no folder ${file}: expected is`);
  const empty = folderWith("empty");
  expect(() => openDataset(empty)).toThrow(`The folder ${empty} has no .mat file: expected is`);
  const two = folderWith("two", "b.mat", "a.mat");
  expect(() => openDataset(two)).toThrow(`The folder ${two} has 2 .mat files (a.mat, b.mat): expected is one.`);
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
