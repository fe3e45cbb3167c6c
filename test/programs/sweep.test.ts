import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prepareImages } from "../../lib/images/store/prepare-images";
import { readRun } from "../../lib/training/run/run-record";
import { writePictures } from "../images/pictures";
import { isRunning } from "../is-running";
import { runProgram } from "./run-program";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "sweep-"));
  const faces = await writePictures(folder, 12);
  const storeFolder = path.join(folder, "images");
  await prepareImages({ faces: { train: faces, val: faces }, imageFolder: folder, storeFolder, imageSize: 8 });
});
afterAll(() => rm(folder, { recursive: true }));

const sweep = (...args: string[]) =>
  runProgram("sweep", [...args, "--img-dir", "images", "--runs-dir", "runs"], folder);

test("tells the runs in a table, the best first, and those that failed; finished runs are not run again", async () => {
  // More steps to warm up than the training has are refused.
  const { code, stdout, stderr } = await sweep("-p", "warmUpSteps=1000,0", "-p", "epochs=1", "--jobs", "2");
  expect(code).toBe(1);
  const [, header, ...rows] = stdout.trimEnd().split("\n");
  expect(header?.split(/ {2,}/)).toEqual([
    "epochs",
    "warmUpSteps",
    "state",
    "epoch",
    "loss",
    "accuracy",
    "by class",
    "by expected value",
  ]);
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatch(/^1 +0 +finished +1 +\d\.\d{4} +[01]\.\d{3} +\d+\.\d\d +\d+\.\d\d$/);
  expect(rows[1]).toMatch(/^1 +1000 +failed +– +– +– +– +–$/);
  expect(stderr).toMatch(/of 2\] epochs=1,warmUpSteps=1000 failed after .*:\n(?: .*\n)* {4}.*warmUpSteps/);
  expect(stderr).toContain("1 of 2 runs failed");
  expect(stderr).not.toContain("    at ");

  const again = await sweep("-p", "warm-up-steps=0", "-p", "epochs=1");
  expect(again.code).toBe(0);
  expect(again.stderr).toContain("[1 of 1] epochs=1,warmUpSteps=0 was finished before");
  expect(again.stdout).toMatch(/\n1 +0 +finished +1 /);
});

test("Ctrl-C in a terminal stops what runs in good order", async () => {
  const args = ["-p", "epochs=100000,100001", "--img-dir", path.join(folder, "images"), "--runs-dir", folder];
  const terminal = [
    path.join(__dirname, "press_ctrl_c.py"),
    "Epoch 2",
    "npm",
    "run",
    "--silent",
    "sweep",
    "--",
    ...args,
  ];
  const shown = await promisify(execFile)(".venv/bin/python", terminal).catch(({ stdout }: { stdout: string }) => ({
    stdout,
  })); // npm ends by the signal, too
  expect(shown.stdout).toContain("Stopping the runs, each with a checkpoint");
  expect(shown.stdout).toMatch(/100000 +stopped .*\r?\n100001 +waiting/);
  expect(await readRun(path.join(folder, "epochs=100000"))).toMatchObject({ state: "stopped" });
});

test("killed, it leaves no run behind that goes on: each stops in good order", { timeout: 120_000 }, async () => {
  const args = ["-p", "epochs=100002", "--img-dir", "images", "--runs-dir", "killed"];
  const program = spawn(process.execPath, ["--import", "tsx", "lib/programs/sweep.ts", ...args], {
    env: { ...process.env, INIT_CWD: folder },
    stdio: "ignore",
  });
  const run = path.join(folder, "killed/epochs=100002");
  await expect.poll(() => existsSync(path.join(run, "best")), { timeout: 50_000 }).toBe(true);
  const { process: training } = await readRun(run);
  program.kill("SIGKILL");
  await expect.poll(() => isRunning(training.pid), { timeout: 50_000 }).toBe(false);
  expect((await readRun(run)).state).toBe("stopped");
  expect(existsSync(path.join(run, "model/model.json"))).toBe(true);
});
