import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tf } from "../../lib/engine/tensorflow";
import { sharedCnn } from "../../lib/model/networks/shared-cnn";
import { saveModel } from "../../lib/model/saving/layers-model";
import { modelDigest } from "../../lib/model/saving/model-folder";
import { runProgram } from "./run-program";

let folder: string;

/** A network that says of every face that it is a man of 30: all of its weights are 0 but two. */
function alwaysThirty(): tf.LayersModel {
  const model = sharedCnn({ imageSize: 8, filters: [4, 4, 4], units: 8, headUnits: 8 });
  const weights = model.getWeights().map((weight) => {
    const [classes = 0] = weight.shape.length === 1 ? weight.shape : [];
    const answer = classes === 101 ? 30 : classes === 2 ? 1 : -1;
    return answer < 0 ? tf.zeros(weight.shape) : tf.oneHot(answer, classes).mul(100);
  });
  model.setWeights(weights);
  tf.dispose(weights);
  return model;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "evaluate-"));
  const model = alwaysThirty();
  await saveModel(model, path.join(folder, "model"));
  model.dispose();
  await mkdir(path.join(folder, "own/pictures"), { recursive: true });
  const picture = sharp({ create: { width: 20, height: 30, channels: 3, background: "red" } }).jpeg();
  await picture.toFile(path.join(folder, "own/pictures/a.jpg"));
  await writeFile(path.join(folder, "own/pictures/broken.jpg"), "");
  const rows = [
    "a.jpg,30,1,",
    "a.jpg,35,1,",
    "a.jpg,40,0,",
    "a.jpg,1,0,Asian",
    "broken.jpg,30,1,",
    "../people.csv,30,1,",
  ];
  await writeFile(path.join(folder, "own/people.csv"), ["filename,age,gender,ethnicity", ...rows, ""].join("\n"));
});
afterAll(() => rm(folder, { recursive: true }));

test("prints a table and writes its figures, with what could not be used", async () => {
  const args = ["--model-dir", "model", "--csv", "own/people.csv", "--img-dir", "own/pictures"];
  const { code, stdout, stderr } = await runProgram("evaluate", args, folder);
  expect(code).toBe(0);
  expect(stderr).toContain("broken.jpg cannot be used: empty");
  expect(stderr).toContain("../people.csv cannot be used: outside the image folder");
  expect(stdout).toContain(`4 faces of ${path.join(folder, "own/people.csv")}; 2 that cannot be used left out.`);
  // Right of 4: 2 genders; 1 age, 2 within 5 years, 3 within 10. Errors: 0, 5, 10 and 29 years.
  const lines = stdout.split("\n");
  const [years, shares] = lines.filter((line) => line.startsWith("all "));
  expect(years).toMatch(/^all\s+4 {2}0\.500 \[0\.000, 1\.000\] +11\.00 \[[\d.]+, [\d.]+\] +11\.00 \[/);
  expect(shares).toMatch(/^all\s+4 {2}0\.250 \[\S+ \S+\] {2}0\.500 \[\S+ \S+\] {2}0\.750 \[\S+ \S+\]$/);
  expect(lines.filter((line) => /^0-2|^30-39|^40-49|^female|^male|^Asian/.test(line))).toHaveLength(18);
  // Older than they are by 0, -5, -10 and 29 years. Four faces cannot tell a group from the others.
  expect(lines.find((line) => /^all +4 +3\.50 \[/.test(line))).toMatch(/\]$/);
  expect(lines.find((line) => /^0-2 +1 +29\.00 \[/.test(line))).toMatch(/\] +nothing$/);
  expect(Math.max(...lines.slice(1, -3).map((line) => line.length))).toBeLessThanOrEqual(80);

  const written = path.join(folder, "model/evaluation-people.json");
  expect(stdout).toContain(`The figures are in ${written}.`);
  const evaluation = JSON.parse(await readFile(written, "utf8"));
  expect(evaluation).toMatchObject({
    options: { modelDir: "model", csv: "own/people.csv", imgDir: "own/pictures" },
    bootstrap: { confidence: 0.95, resamples: 1000 },
    all: { count: 4, genderAccuracy: { value: 0.5, interval: [0, 1] }, ageWithin10: { value: 0.75 } },
    byAge: { "0-2": { count: 1, ageErrorByClass: { value: 29, interval: [29, 29] } }, "30-39": { count: 2 } },
    byGender: { female: { count: 2, genderAccuracy: { value: 0 } }, male: { count: 2, ageWithin5: { value: 1 } } },
    byEthnicity: { Asian: { count: 1, ageBias: { value: 29 } } },
    unreadable: [{ filename: "../people.csv" }, { filename: "broken.jpg" }],
  });
});

test("tells how far the network can be taken at its word, and whether its intervals hold where it is calibrated", async () => {
  const args = ["--csv", "own/people.csv", "--img-dir", "own/pictures", "--json", "out/sure.json", "--model-dir"];
  const plain = await runProgram("evaluate", [...args, "model"], folder);
  expect(plain.stdout).not.toContain("interval's width");
  // It is wholly sure: of its four ages one is right, of its genders two. None of the ages lies where the softmax does but one.
  expect(plain.stdout).toMatch(/\nas it is {2,}0\.750 \[0\.000\] {2,}0\.\d+ \[0\.\d+\] {2,}0\.500 \[0\.000\]\n/);
  expect(plain.stdout).not.toContain("at its temperatures");

  const calibrated = path.join(folder, "calibrated");
  await cp(path.join(folder, "model"), calibrated, { recursive: true });
  const calibration = { temperatures: { age: 1, gender: 20 }, ageScores: Array(19).fill(7) };
  const kept = { network: await modelDigest(calibrated), ...calibration };
  await writeFile(path.join(calibrated, "calibration.json"), JSON.stringify(kept));
  const { code, stdout } = await runProgram("evaluate", [...args, "calibrated"], folder);
  expect(code).toBe(0);
  // Of 1, 30, 35 and 40 two lie between 23 and 37.
  expect(stdout).toMatch(/\nall +4 {2}0\.500 \[0\.000, 1\.000\] {2}14\.0 \[14\.0, 14\.0\]\n/);
  expect(stdout).toMatch(/\nat its temperatures {2,}0\.\d+ \[/);
  expect(stdout).toContain("Ages' intervals are to hold 90 % of them.\n");
  expect(
    Math.max(
      ...stdout
        .split("\n")
        .slice(1, -2)
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(80);
  expect(JSON.parse(await readFile(path.join(folder, "out/sure.json"), "utf8"))).toMatchObject({
    all: { ageInInterval: { value: 0.5 }, ageIntervalWidth: { value: 14 } },
    calibration: { interval: 0.9, temperatures: { age: 1, gender: 20 }, asItIs: { gender: { error: 0.5 } } },
  });

  const mirrored = await runProgram("evaluate", [...args, "calibrated", "--flip"], folder);
  expect(mirrored.code).toBe(0);
  expect(mirrored.stdout).not.toContain("interval's width");
});

test("finds the pictures beside the CSV, writes where it is told, and a model card where it is asked to", async () => {
  const args = ["--model-dir", "model", "--csv", "own/people.csv", "--json", "out/figures.json", "--card", "own"];
  const { code, stdout } = await runProgram("evaluate", args, folder);
  expect(code).toBe(0);
  expect(JSON.parse(await readFile(path.join(folder, "out/figures.json"), "utf8")).all.count).toBe(4);
  const card = await readFile(path.join(folder, "model/MODEL_CARD.md"), "utf8");
  expect(stdout).toContain(`The model card is ${path.join(folder, "model/MODEL_CARD.md")}.`);
  expect(card).toContain("- Evaluated on: 4 faces of people.csv; 2 that cannot be used left out.");
  expect(card).toContain("- Trained on: own, a data set of the user's own.");
  expect(card).toMatch(/^\| all \| 4 \| 0\.500 /m);
});

test.each([
  ["no pictures", ["--model-dir", "model", "--img-dir", "model"], "None of the 6 pictures of"],
  ["no model", ["--model-dir", "own", "--img-dir", "own/pictures"], "own is not a model's folder"],
  ["a wrong CSV", ["--model-dir", "model", "--csv", "own/pictures/broken.jpg"], "lacks the columns filename"],
])("says in a sentence what is wrong: %s", async (_, args, sentence) => {
  const { code, stderr } = await runProgram(
    "evaluate",
    ["--csv", "own/people.csv", "--json", "no.json", ...args],
    folder,
  );
  expect(code).toBe(1);
  expect(stderr).toContain(sentence);
  expect(stderr).not.toContain("    at ");
  expect(existsSync(path.join(folder, "no.json"))).toBe(false);
});
