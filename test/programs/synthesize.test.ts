import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readMetadata } from "../../lib/dataset/formats/metadata";
import { runProgram } from "./run-program";

let home: string;

beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), "synthesize-"));
});
afterAll(() => rm(home, { recursive: true }));

test("draws a data set, says how far it is, and keeps one that is there", async () => {
  const args = ["--folder", "faces", "--count", "12", "--seed", "3"];
  const first = await runProgram("synthesize", args, home);
  expect(first).toMatchObject({ code: 0, stdout: "" });
  expect(first.stderr).toContain("Drawing faces: 12 in ");
  expect(await readdir(home)).toEqual(["faces"]);
  expect(readMetadata(path.join(home, "faces/synthetic.mat")).numRows()).toBe(12);

  const second = await runProgram("synthesize", args, home);
  expect(second.code).toBe(1);
  expect(second.stderr).toBe(
    `${path.join(home, "faces")} exists already: have it replaced, or choose another folder.\n`,
  );
});

test("refuses a count that is none", async () => {
  const { code, stderr } = await runProgram("synthesize", ["--count", "0"], home);
  expect(code).toBe(1);
  expect(stderr).toContain("--count");
});
