import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clean } from "../../../lib/dataset/clean";
import { openDataset } from "../../../lib/dataset/formats/dataset-folder";
import { readMetadata } from "../../../lib/dataset/formats/metadata";
import { createFace } from "../../../lib/dataset/synthetic/face";
import { flawsPerThousand, sampleFlaws } from "../../../lib/dataset/synthetic/flaws";
import { synthesize } from "../../../lib/dataset/synthetic/synthesize";
import { brightnesses, fitLinear } from "./learnability";

/** Of the linear model of the last test. */
const penalty = 100;
const brokenFiles: unknown[] = ["missing", "empty", "not-a-jpeg", "truncated"];

let parent: string;
beforeAll(() => {
  parent = mkdtempSync(path.join(tmpdir(), "synthesize-"));
});
afterAll(() => rmSync(parent, { recursive: true }));

describe("a data set of 600", () => {
  const [count, seed] = [600, 5];
  const flaws = sampleFlaws(count, seed);
  const progress: number[] = [];
  let folder: string;
  let records: ReturnType<typeof readMetadata>;
  beforeAll(async () => {
    folder = path.join(parent, "deep", "faces");
    await synthesize({ folder, count, seed, onProgress: (done) => progress.push(done) });
    records = readMetadata(openDataset(folder).source);
  });

  test("is a folder with one .mat and pictures below 00 to 99, and nothing beside it", () => {
    expect(readdirSync(path.dirname(folder))).toEqual(["faces"]);
    expect(readdirSync(folder)).toHaveLength(101);
    expect(statSync(folder).mode).toBe(statSync(path.dirname(folder)).mode);
    expect(records.numRows()).toBe(count);
    expect(progress.at(-1)).toBe(count);
    expect(progress).toEqual([...progress].sort((one, other) => one - other));
  });

  test("has metadata from which cleaning drops what is flawed, by the rule that it breaks", () => {
    const { dropped, faces } = clean(records);
    const rows = (flaw: string) => flaws.filter((value) => value === flaw).length;
    expect(dropped).toEqual({
      score: rows("no-face") + rows("low-score"),
      second_face: rows("second-face"),
      age: rows("age-range"),
      gender: rows("no-gender"),
    });
    const inMetadata = ["no-face", "low-score", "second-face", "age-range", "no-gender"];
    const kept = records.array("full_path").filter((_, row) => !inMetadata.includes(flaws[row] ?? ""));
    expect(faces.array("filename")).toEqual(kept);
  });

  test("has names in several scripts", () => {
    const names = Array.from(records.array("name"), String);
    for (const script of [/^[ -~]+$/, /\p{Script=Cyrillic}/u, /\p{Script=Han}/u, /\p{Script=Arabic}/u]) {
      expect(
        names.some((name) => script.test(name)),
        `${script}`,
      ).toBe(true);
    }
  });

  test("has pictures that can be read, but for the flawed files", async () => {
    const files = Array.from(records.array("full_path"), String);
    const problems = files.map(async (file, row) => {
      const bytes = existsSync(path.join(folder, file)) ? readFileSync(path.join(folder, file)) : undefined;
      switch (flaws[row]) {
        case "missing":
          return bytes === undefined ? [] : [file];
        case "empty":
          return bytes?.length === 0 ? [] : [file];
        case "not-a-jpeg":
        case "truncated":
          return await sharp(bytes)
            .raw()
            .toBuffer()
            .then(
              () => [file],
              () => [],
            );
        default: {
          const { format, width, height } = await sharp(bytes).metadata();
          await sharp(bytes).raw().toBuffer();
          return format === "jpeg" && width === height && width >= 112 && width <= 160 ? [] : [file];
        }
      }
    });
    expect((await Promise.all(problems)).flat()).toEqual([]);
    expect(flaws.filter(Boolean).length).toBeGreaterThan(flawsPerThousand.length);
  });

  test("shows age and gender: even a linear model of a few pixels learns something, and far from all", async () => {
    const { faces } = clean(records);
    const files = Array.from(faces.array("filename"), String);
    const broken = new Set(records.array("full_path").filter((_, row) => brokenFiles.includes(flaws[row])));
    const whole = files.flatMap((file, row) => (broken.has(file) ? [] : [row]));
    const rows = await Promise.all(whole.map((row) => brightnesses(readFileSync(path.join(folder, files[row] ?? "")))));
    const ages = whole.map((row) => Number(faces.get("age", row)));
    const genders = whole.map((row) => Number(faces.get("gender", row)));

    const baseline = testError(rows, ages, 1e12);
    expect(baseline).toBeGreaterThan(14);
    const error = testError(rows, ages, penalty);
    expect(error).toBeLessThan(baseline * 0.8);
    expect(error).toBeGreaterThan(5);
    const accuracy = testAccuracy(rows, genders);
    expect(accuracy).toBeGreaterThan(0.65);
    expect(accuracy).toBeLessThan(0.97);
    // Not by chance: nothing is learned of labels that belong to other faces.
    const others = (labels: number[]) => [...labels.slice(1), ...labels.slice(0, 1)];
    expect(testError(rows, others(ages), penalty)).toBeGreaterThan(baseline * 0.95);
    expect(testAccuracy(rows, others(genders))).toBeLessThan(0.65);
  });
});

test("the same seed gives the same bytes, another seed others, whatever is drawn at the same time", async () => {
  const folders = ["one", "again", "other"].map((name) => path.join(parent, name));
  await Promise.all(folders.map((folder, index) => synthesize({ folder, count: 40, seed: index < 2 ? 3 : 4 })));
  const [one, again, other] = folders.map(digests);
  expect(one).toEqual(again);
  expect(Object.keys(one ?? {})).toHaveLength(40);
  expect(one?.["synthetic.mat"]).not.toBe(other?.["synthetic.mat"]);
  const alone = await createFace(33, sampleFlaws(40, 3)[33], 3);
  expect(alone.picture).toEqual(readFileSync(path.join(parent, "one", alone.record.full_path)));
});

describe("a folder that is there already", () => {
  test("is kept, unless it is to be replaced", async () => {
    const folder = path.join(parent, "existing");
    await synthesize({ folder, count: 2, seed: 1 });
    const before = digests(folder);
    await expect(synthesize({ folder, count: 2, seed: 2 })).rejects.toThrow(`${folder} exists already`);
    expect(digests(folder)).toEqual(before);
    await synthesize({ folder, count: 2, seed: 2, replace: true });
    expect(digests(folder)).not.toEqual(before);
  });

  test("is kept where it is no data set of this kind, or not a folder", async () => {
    const folder = path.join(parent, "precious");
    mkdirSync(folder);
    writeFileSync(path.join(folder, "thesis.txt"), "precious");
    await expect(synthesize({ folder, count: 2, replace: true })).rejects.toThrow(`${folder} is not replaced`);
    await expect(synthesize({ folder: path.join(folder, "thesis.txt"), count: 2 })).rejects.toThrow(
      "thesis.txt is a file",
    );
    expect(readdirSync(folder)).toEqual(["thesis.txt"]);
  });

  test("is kept where it comes while faces are drawn", async () => {
    const folder = path.join(parent, "meanwhile");
    const onProgress = () => {
      mkdirSync(folder);
      writeFileSync(path.join(folder, "thesis.txt"), "precious");
    };
    await expect(synthesize({ folder, count: 2, replace: true, onProgress })).rejects.toThrow(
      `${folder} is not replaced`,
    );
    expect(readdirSync(folder)).toEqual(["thesis.txt"]);
  });
});

test("what is cut off leaves nothing behind", async () => {
  const home = path.join(parent, "cut-off");
  mkdirSync(home);
  const stop = new AbortController();
  const stopped = synthesize({
    folder: path.join(home, "faces"),
    count: 200,
    onProgress: () => stop.abort(),
    signal: stop.signal,
  });
  await expect(stopped).rejects.toThrow("Stopped. Nothing is kept: run it again to begin anew.");
  expect(readdirSync(home)).toEqual([]);
});

test("a count that is none is refused", async () => {
  await expect(synthesize({ folder: path.join(parent, "none"), count: 0 })).rejects.toThrow("0 records");
});

/** The hash of each file below a folder, by its path. */
function digests(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => /\.\w+$/.test(file));
  return Object.fromEntries(
    files.map((file) => [
      file,
      createHash("sha256")
        .update(readFileSync(path.join(folder, file)))
        .digest("hex"),
    ]),
  );
}

/** The mean absolute error, on the last fifth, of what is fitted to the others. */
function testError(rows: number[][], targets: number[], penalty: number): number {
  const errors = testPredictions(rows, targets, penalty).map((prediction, index, { length }) =>
    Math.abs(prediction - (targets.at(index - length) ?? 0)),
  );
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

/** The share of the last fifth whose gender is told right by what is fitted to the others. */
function testAccuracy(rows: number[][], genders: number[]): number {
  const right = testPredictions(rows, genders, penalty).filter(
    (prediction, index, { length }) => Number(prediction > 0.5) === genders.at(index - length),
  );
  return right.length / Math.floor(rows.length / 5);
}

function testPredictions(rows: number[][], targets: number[], penalty: number): number[] {
  const training = rows.length - Math.floor(rows.length / 5);
  const mean = targets.slice(0, training).reduce((sum, target) => sum + target, 0) / training;
  const centered = targets.slice(0, training).map((target) => target - mean);
  const predict = fitLinear(rows.slice(0, training), centered, penalty);
  return rows.slice(training).map((row) => mean + predict(row));
}
