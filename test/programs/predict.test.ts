import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readDataset } from "../../lib/dataset/read-dataset";
import { sharedCnn } from "../../lib/model/networks/shared-cnn";
import { findHumanModels } from "../../lib/model/pretrained/human-models";
import { saveModel } from "../../lib/model/saving/layers-model";
import { modelDigest } from "../../lib/model/saving/model-folder";
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
  const pictures = ["photos", "photos/more/c.png", "none.jpg"];
  const args = ["--no-detect", "--model-dir", "model", "--csv", "out/ages.csv", ...pictures];
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

test("fails where none of the pictures can be used, and writes their rows all the same", async () => {
  const args = ["--no-detect", "--model-dir", "model", "photos/broken.jpg", "none.jpg"];
  const { code, stdout, stderr } = await runProgram("predict", args, folder);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^filename,.*\nphotos\/broken\.jpg,,,,,\nnone\.jpg,,,,,\n$/);
  expect(stderr).toMatch(/none\.jpg cannot be used: missing.*\nNone of the pictures can be used\.\n$/);
});

test("prints the CSV, and nothing else, without --csv", async () => {
  const { code, stdout } = await runProgram("predict", ["--no-detect", "--model-dir", "model", "photos/more"], folder);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^filename,age,[a-z_,]+\nphotos\/more\/c\.png,\d+,[^\n]+\n$/);
});

test("with --flip says something else: the mean of two answers", async () => {
  const picture = ["--no-detect", "--model-dir", "model", "two-halves.png"];
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

test("--interval adds between which ages a face is, where the model is calibrated, and else says why not", async () => {
  const args = ["--no-detect", "--model-dir", "calibrated", "--interval", "0.5", "photos/more/c.png", "none.jpg"];
  await cp(path.join(folder, "model"), path.join(folder, "calibrated"), { recursive: true });
  const none = await runProgram("predict", args, folder);
  expect(none.code).toBe(1);
  expect(none.stderr).toContain("calibrated holds no calibration of its network, without which there are no intervals");

  const [network, temperatures] = [await modelDigest(path.join(folder, "calibrated")), { age: 1, gender: 1 }];
  const calibration = { network, temperatures, ageScores: Array(9).fill(100) };
  await writeFile(path.join(folder, "calibrated/calibration.json"), JSON.stringify(calibration));
  const { code, stdout } = await runProgram("predict", args, folder);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^filename,age,.*,gender_probability,age_low,age_high\n.*,0\.\d+,0,100\nnone\.jpg,,,,,,,\n$/);

  const percent = await runProgram("predict", [...args, "--interval", "90"], folder);
  expect(percent.code).toBe(1);
  expect(percent.stderr).toContain("It is not a number from 0.01 to 0.99");
});

test("stopped by Ctrl-C, it leaves the rows of the pictures that are done, and says how many", async () => {
  const many = Array.from({ length: 3000 }, () => "photos/more/c.png");
  const args = ["--no-detect", "--model-dir", "model", "--csv", "stopped.csv", ...many];
  const { code, stderr } = await runProgram("predict", args, folder, (_, stderr) => stderr.includes("Predicting"));
  expect(code).toBe(1);
  const [, done] =
    /Stopped\. Of 3000 pictures, (\d+) are done\. Their rows are in stopped\.csv\.\n$/.exec(stderr) ?? [];
  const rows = (await readFile(path.join(folder, "stopped.csv"), "utf8")).trimEnd().split("\n").slice(1);
  expect(rows.length).toBe(Number(done));
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.length).toBeLessThan(3000);
});

test("says what is wrong in a sentence", async () => {
  const noModel = await runProgram("predict", ["--model-dir", "photos", "photos"], folder);
  expect(noModel.code).toBe(1);
  expect(noModel.stderr).toContain("photos is not a model's folder");
  expect(noModel.stderr).not.toContain("    at ");

  const noPictures = await runProgram("predict", ["--model-dir", "model", "model"], folder);
  expect(noPictures.code).toBe(1);
  expect(noPictures.stderr).toContain("There are no pictures in model.");

  const withoutFaces = await runProgram(
    "predict",
    ["--no-detect", "--annotate", "x", "--model-dir", "model", "x"],
    folder,
  );
  expect(withoutFaces.code).toBe(1);
  expect(withoutFaces.stderr).toContain("--annotate is of no use with --no-detect");
});

test("no photo is replaced by its annotated copy, or by the predictions, and that is said before anything else is done", async () => {
  await symlink("photos", path.join(folder, "way"));
  const run = (...args: string[]) => runProgram("predict", ["--model-dir", "no-model", ...args, "photos"], folder);
  const annotating = await run("--annotate", "way");
  expect(annotating.code).toBe(1);
  expect(annotating.stderr).toContain(
    `${path.join(folder, "way/broken.jpg")} is there already, and no file is replaced: give an empty folder to --annotate.\n`,
  );
  const writing = await run("--csv", "photos/broken.JPG");
  expect(writing.code).toBe(1);
  expect(writing.stderr).toContain(
    "photos/broken.JPG is named like a picture: give --csv a file for the predictions.\n",
  );
});

describe.skipIf(findHumanModels() === undefined)(
  "where the models of @vladmandic/human are, as .ci/run fetches them, without --no-detect",
  () => {
    test("each face has a row with its place, and a frame in a copy of the photo", async () => {
      const dataset = await readDataset("data/synthetic");
      const face = path.join(dataset.folder, String(dataset.faces.get("filename", 0)));
      const picture = await sharp(face).resize(200, 200).png().toBuffer();
      const two = [30, 290].map((left) => ({ input: picture, left, top: 20 }));
      await mkdir(path.join(folder, "album"));
      await sharp({ create: { width: 520, height: 240, channels: 3, background: "#a89880" } })
        .composite(two)
        .jpeg()
        .toFile(path.join(folder, "album/two.jpg"));
      const args = ["--model-dir", "model", "--annotate", "framed", "album", "photos/more/c.png"];
      const { code, stdout, stderr } = await runProgram("predict", args, folder);
      expect(code).toBe(0);
      expect(stderr).toContain("Faces are cut out as UTKFace's are");
      expect(stderr).toContain("photos/more/c.png shows no face; if it is one, cropped closely, --no-detect takes it");
      const [columns, left, right, none] = stdout.split("\n");
      expect(columns).toBe("filename,age,age_expected,age_probability,gender,gender_probability,x,y,width,height");
      expect(none).toBe("photos/more/c.png,,,,,,,,,");
      const [first = [], second = []] = [left, right].map((row = "") => row.split(",").slice(6).map(Number));
      expect(left).toMatch(/^album\/two\.jpg,\d+,[\d.]+,[\d.]+,[MF],[\d.]+,/);
      expect(Math.abs((second[0] ?? 0) - (first[0] ?? 0) - 260)).toBeLessThan(10);
      expect(first[2]).toBeGreaterThan(80);
      expect(await sharp(path.join(folder, "framed/two.jpg")).metadata()).toMatchObject({ width: 520, height: 240 });

      const again = await runProgram("predict", args, folder);
      expect(again.code).toBe(1);
      expect(again.stderr).toContain("framed/two.jpg is there already, and no file is replaced");
    });
  },
);
