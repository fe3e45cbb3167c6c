import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withLock } from "../../../lib/files/lock.mjs";
import { sharedCnn } from "../../../lib/model/networks/shared-cnn";
import { readCurves, readRuns } from "../../../lib/training/results/read-runs";
import { readRun, writeRun } from "../../../lib/training/run/run-record";
import { train } from "../../../lib/training/train";
import type { TrainOptions } from "../../../lib/training/train-options";
import { fakeSplit } from "../../model/fake-split";

let runsFolder: string;
const messages: string[] = [];
const onMessage = (text: string) => messages.push(text);

beforeAll(async () => {
  runsFolder = await mkdtemp(path.join(os.tmpdir(), "read-runs-"));
  const model = sharedCnn({ imageSize: 8, filters: [4, 4, 4], units: 8, headUnits: 8 });
  const splits = { train: fakeSplit({ count: 16 }), val: fakeSplit({ count: 8, name: "val" }) };
  const begin = (run: string, options: Partial<TrainOptions>) =>
    train({ model, ...splits, batchSize: 8, runsFolder, run, onMessage, ...options });
  await begin("slow", { epochs: 2 });
  await begin("quick", { epochs: 1, learningRate: 1e-3, patience: 3 });
  const stop = new AbortController();
  await begin("stopped", { epochs: 2, signal: stop.signal, onStep: () => stop.abort() });
  model.dispose();
});
afterAll(() => rm(runsFolder, { recursive: true }));

test("runs are rows in the order of their beginning, with parameters and last metrics", async () => {
  const runs = await readRuns({ runsFolder });
  const curves = await readCurves(["slow"], { runsFolder });
  const [slow, quick, stopped] = runs.objects();
  expect(slow).toMatchObject({ run: "slow", state: "finished", steps_done: 4, epochs: 2, learningRate: 1e-4 });
  expect(slow).toMatchObject({ train_count: 16, val_count: 8, patience: undefined });
  expect(slow).toMatchObject({ network: "shared_cnn", weights: expect.any(Number) });
  expect(slow).toMatchObject({ loss: curves.evaluations.array("loss")[1], best_step: expect.any(Number) });
  expect(quick).toMatchObject({ run: "quick", learningRate: 1e-3, patience: 3, steps_done: 2 });
  expect(stopped).toMatchObject({ run: "stopped", state: "stopped", loss: undefined, steps_done: 1 });
});

test("curves are the rows of all runs, or of some", async () => {
  const { evaluations, steps } = await readCurves(undefined, { runsFolder });
  expect(evaluations.array("run")).toEqual(["slow", "slow", "quick"]);
  expect(evaluations.array("step")).toEqual([2, 4, 2]);
  expect(steps.array("run")).toEqual(["slow", "slow", "slow", "slow", "quick", "quick", "stopped"]);
  expect((await readCurves(["stopped"], { runsFolder })).evaluations.columnNames()).toContain("gender_accuracy");
});

test("a run is under way as long as its folder is locked, whatever it says and whichever process has its number", async () => {
  const state = async () => (await readRuns({ runsFolder })).array("state").at(-1);
  const folder = path.join(runsFolder, "stopped");
  const record = await readRun(folder);
  await withLock(path.join(folder, ".training"), { onHeld: () => {} }, async () => {
    expect(await state()).toBe("running");
  });
  expect(await state()).toBe("stopped");
  for (const pid of [process.pid, process.ppid, spawnSync("true").pid]) {
    await writeRun(folder, { ...record, state: "running", process: { pid, host: os.hostname() } });
    expect(await state()).toBe("interrupted");
  }
  await writeRun(folder, record);
});

test("what is no run's folder is told of and passed over, an empty folder not; without runs there are no rows", async () => {
  await mkdir(path.join(runsFolder, "notes"));
  await writeFile(path.join(runsFolder, "notes", "text"), "");
  await writeFile(path.join(runsFolder, "text"), "");
  await mkdir(path.join(runsFolder, "beginning")); // or killed while it did
  messages.length = 0;
  expect((await readRuns({ runsFolder, onMessage })).numRows()).toBe(3);
  expect(messages).toEqual(["notes", "text"].map((name) => expect.stringContaining(`${name} is not the folder of a`)));
  expect((await readRuns({ runsFolder: path.join(runsFolder, "none") })).numRows()).toBe(0);
});
