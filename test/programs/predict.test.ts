import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { saveModel } from "../../lib/model/layers-model";
import { sharedCnn } from "../../lib/model/shared-cnn";
import { runProgram } from "./run-program";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "predict-"));
  const model = sharedCnn({ imageSize: 8, filters: [4, 4, 4], units: 8, headUnits: 8 });
  await saveModel(model, path.join(folder, "model"));
  model.dispose();
  await mkdir(path.join(folder, "photos", "more"), { recursive: true });
  const picture = sharp({ create: { width: 20, height: 30, channels: 3, background: "red" } }).png();
  await picture.toFile(path.join(folder, 'photos/a, "b".png'));
  await picture.toFile(path.join(folder, "photos/more/c.png"));
  await writeFile(path.join(folder, "photos/broken.jpg"), "");
});
afterAll(() => rm(folder, { recursive: true }));

test("writes a row a picture, safely quoted, unreadable ones without values", async () => {
  const args = ["--model-dir", "model", "--csv", "out/ages.csv", "photos", "photos/more/c.png", "none.jpg"];
  const { code, stderr } = await runProgram("predict", args, folder);
  expect(code).toBe(0);
  expect(stderr).toContain("broken.jpg cannot be used: empty");
  expect(stderr).toContain("none.jpg cannot be used: missing");
  const lines = (await readFile(path.join(folder, "out/ages.csv"), "utf8")).trimEnd().split("\n");
  expect(lines.map((line) => line.replace(/,\d+,[\d.]+,0\.\d+,[MF],0\.\d+$/, ",…"))).toEqual([
    "filename,age,age_expected,age_probability,gender,gender_probability",
    '"photos/a, ""b"".png",…',
    "photos/broken.jpg,,,,,",
    "photos/more/c.png,…",
    "photos/more/c.png,…",
    "none.jpg,,,,,",
  ]);
});

test("prints the CSV, and nothing else, without --csv", async () => {
  const { code, stdout } = await runProgram("predict", ["--model-dir", "model", "photos/more"], folder);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^filename,age,[a-z_,]+\nphotos\/more\/c\.png,\d+,[^\n]+\n$/);
});

test("with --flip says something else: the mean of two answers", async () => {
  const picture = ["--model-dir", "model", "two-halves.png"];
  const halves = Buffer.from([0, 0, 0, 255, 255, 255]);
  await sharp(halves, { raw: { width: 2, height: 1, channels: 3 } })
    .resize(20, 20, { fit: "fill", kernel: "nearest" })
    .png()
    .toFile(path.join(folder, "two-halves.png"));
  const [once, twice] = [
    await runProgram("predict", picture, folder),
    await runProgram("predict", ["--flip", ...picture], folder),
  ];
  expect([once.code, twice.code]).toEqual([0, 0]);
  expect(twice.stdout).toMatch(/\ntwo-halves\.png,\d+,[^\n]+\n$/);
  expect(twice.stdout).not.toBe(once.stdout);
});

test("says what is wrong in a sentence", async () => {
  const noModel = await runProgram("predict", ["--model-dir", "photos", "photos"], folder);
  expect(noModel.code).toBe(1);
  expect(noModel.stderr).toContain("photos is not a model's folder");
  expect(noModel.stderr).not.toContain("    at ");

  const noPictures = await runProgram("predict", ["--model-dir", "model", "model"], folder);
  expect(noPictures.code).toBe(1);
  expect(noPictures.stderr).toContain("There are no pictures in model.");
});
