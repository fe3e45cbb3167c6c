import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { matFile } from "../../lib/dataset/synthetic/write-mat";
import { openImageStore } from "../../lib/images/store/open-image-store";
import { runProgram } from "./run-program";

let folder: string;

/** Born on 1970-01-01, as MATLAB counts days, and so 30 years old in the middle of 2000. */
const dob = 719529;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "preprocess-"));
  const photos = path.join(folder, "photos");
  await mkdir(path.join(photos, "00"), { recursive: true });
  const photo = await sharp({ create: { width: 20, height: 20, channels: 3, background: "#804020" } })
    .jpeg()
    .toBuffer();
  // What is wrong with each record, by the first rule that it breaks.
  const records = [
    ...Array.from({ length: 10 }, () => ({})),
    { face_score: -Infinity, gender: Number.NaN },
    { face_score: 0.9 },
    { second_face_score: 2 },
    { photo_taken: 1969 },
    { gender: Number.NaN },
    { bytes: Buffer.alloc(0) },
    { bytes: photo.subarray(0, -20) },
  ].map((flaw, row) => ({
    full_path: `00/${row}.jpg`,
    dob,
    photo_taken: 2000,
    gender: row % 2,
    name: `Person ${row}`,
    face_score: 1,
    second_face_score: Number.NaN,
    bytes: photo,
    ...flaw,
  }));
  for (const { full_path, bytes } of records) await writeFile(path.join(photos, full_path), bytes);
  const imdb = {
    dob: records.map((record) => record.dob),
    photo_taken: records.map((record) => record.photo_taken),
    full_path: records.map((record) => record.full_path),
    gender: records.map((record) => record.gender),
    name: records.map((record) => record.name),
    face_score: records.map((record) => record.face_score),
    second_face_score: records.map((record) => record.second_face_score),
  };
  await writeFile(path.join(photos, "imdb.mat"), matFile("imdb", imdb));
});
afterAll(() => rm(folder, { recursive: true }));

const facesCsv = ["filename,age,gender", ...Array.from({ length: 10 }, (_, row) => `00/${row}.jpg,30,${row % 2}`)];

test("cleans only, when told so", async () => {
  const args = ["--db-path", "photos/imdb.mat", "--output-dir", "metadata", "--metadata-only"];
  const { code, stdout } = await runProgram("preprocess", args, folder);
  expect(code).toBe(0);
  expect(stdout).toContain(
    "Kept 12 of 17 faces; dropped 2 for their score, 1 for a second face, 1 for their age, 1 for their gender.",
  );
  const written = path.join(folder, "metadata");
  expect((await readdir(written)).sort()).toEqual(["cleaning.json", "faces.csv"]);
  expect(JSON.parse(await readFile(path.join(written, "cleaning.json"), "utf8"))).toEqual({
    kept: 12,
    dropped: { score: 2, second_face: 1, age: 1, gender: 1 },
  });
  const lines = [...facesCsv, "00/15.jpg,30,1", "00/16.jpg,30,0"];
  expect((await readFile(path.join(written, "faces.csv"), "utf8")).trim().split("\n")).toEqual(lines);
});

test("prepares images, and says which pictures were left out", async () => {
  const args = ["--db-path", "photos/imdb.mat", "--output-dir", "images", "--img-size", "16", "--val-fraction", "0.5"];
  const { code, stdout } = await runProgram("preprocess", args, folder);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /left out 2 \(rejected\.csv\): 1 (empty|cut short or damaged), 1 (empty|cut short or damaged)\./,
  );
  expect(stdout).toContain(path.join(folder, "images"));
  const written = path.join(folder, "images");
  const storeFiles = ["rejected.csv", "store.json", "train.csv", "train.npy", "val.csv", "val.npy"];
  expect((await readdir(written)).sort()).toEqual(["cleaning.json", "faces.csv", ...storeFiles].sort());
  const store = await openImageStore(written);
  const filenames = [...store.train.faces.array("filename"), ...store.val.faces.array("filename")];
  expect(filenames.sort()).toEqual(Array.from({ length: 10 }, (_, row) => `00/${row}.jpg`));
  expect(store.imageSize).toBe(16);
  await store.close();

  const again = await runProgram("preprocess", args, folder);
  expect(again.stdout).toContain("The images were prepared before");
});

test("says that it starts over when an option changed, and what cannot be had", async () => {
  const args = ["--db-path", "photos/imdb.mat", "--output-dir", "changed", "--val-fraction", "0.5", "--img-size"];
  await runProgram("preprocess", [...args, "16"], folder);
  const { code, stdout } = await runProgram("preprocess", [...args, "8"], folder);
  expect(code).toBe(0);
  expect(stdout).toContain("Starting over: image size 8 (was 16).");
  const store = JSON.parse(await readFile(path.join(folder, "changed/store.json"), "utf8"));
  expect(store.selection).toEqual({ minimumScore: 1, seed: 42, validationFraction: 0.5, byPerson: false });
  const withMargin = await runProgram("preprocess", [...args, "8", "--face-margin", "0.4"], folder);
  expect(withMargin.code).toBe(1);
  expect(withMargin.stderr).toContain("The metadata do not say where the faces are");
});

test("finds the photos elsewhere, and takes another score", async () => {
  await copyFile(path.join(folder, "photos/imdb.mat"), path.join(folder, "elsewhere.mat"));
  const args = ["--db-path", "elsewhere.mat", "--output-dir", "other", "--img-size", "8", "--min-score", "0.5"];
  const lost = await runProgram("preprocess", args, folder);
  expect(lost.code).toBe(1);
  expect(lost.stderr).toContain("None of the 10 pictures for train can be used");
  const { code, stdout } = await runProgram("preprocess", [...args, "--photo-dir", "photos"], folder);
  expect(code).toBe(0);
  expect(stdout).toContain("Kept 13 of 17 faces");
});

test("takes a CSV, and a folder of UTKFace's files", async () => {
  const rows = Array.from({ length: 10 }, (_, row) => `${row}.jpg,${row * 10},${row % 2}`);
  await writeFile(path.join(folder, "photos/own.csv"), ["filename,age,gender", ...rows].join("\n"));
  const csv = ["--db-path", "photos/own.csv", "--output-dir", "own", "--img-size", "8"];
  const own = await runProgram("preprocess", csv, folder);
  expect(own.code).toBe(0);
  expect(own.stdout).toContain("Kept 10 of 10 faces; dropped none.");
  expect(own.stdout).toContain("Prepared 8 to train with, 2 to validate with; left out none.");

  await mkdir(path.join(folder, "UTKFace/part1"), { recursive: true });
  for (const name of ["20_0_0_2017.jpg", "30_1_2_2017.jpg", "40_0_4_2017.jpg", "116_1_0_2017.jpg", "61_1_2017.jpg"]) {
    await copyFile(path.join(folder, "photos/00/0.jpg"), path.join(folder, "UTKFace/part1", name));
  }
  const utkface = ["--db-path", "UTKFace", "--output-dir", "utkface", "--img-size", "8"];
  const { code, stdout } = await runProgram("preprocess", utkface, folder);
  expect(code).toBe(0);
  expect(stdout).toContain("Kept 3 of 5 faces; dropped 1 for their file names, 1 for their age.");
  const lines = (await readFile(path.join(folder, "utkface/faces.csv"), "utf8")).trim().split("\n");
  const kept = ["20_0_0_2017.jpg,20,1,White", "30_1_2_2017.jpg,30,0,Asian", "40_0_4_2017.jpg,40,1,Others"];
  expect(lines).toEqual(["filename,age,gender,ethnicity", ...kept.map((line) => `part1/${line}`)]);
});

test.each([
  ["a file that is no .mat", ["--db-path", "photos/00/0.jpg"], "0.jpg"],
  ["a file that is missing", ["--db-path", "missing.mat"], "missing.mat"],
  ["a folder that is missing", ["--db-path", "photos/imdb.mat", "--photo-dir", "missing"], "missing"],
  ["no record left", ["--db-path", "photos/imdb.mat", "--min-score", "9"], "17 have a face score below 9"],
  ["nothing to validate with", ["--db-path", "photos/imdb.mat", "--val-fraction", "0"], "fraction of 0"],
  ["a misspelt option", ["--db-path", "photos/imdb.mat", "--img-sise", "64"], "(Did you mean --img-size?)"],
  ["a size out of range", ["--db-path", "photos/imdb.mat", "--img-size", "0"], "whole number from 8 to 1024"],
])("says in a sentence what is wrong: %s", async (_, args, sentence) => {
  const { code, stderr } = await runProgram("preprocess", [...args, "--output-dir", "wrong"], folder);
  expect(code).toBe(1);
  expect(stderr).toContain(sentence);
  expect(stderr).not.toContain("    at ");
  expect(existsSync(path.join(folder, "wrong/train.npy"))).toBe(false);
});
