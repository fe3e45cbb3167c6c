import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, type MockInstance, test, vi } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import type { FaceSplit } from "../../../lib/images/face-split";
import { sharedCnn } from "../../../lib/model/networks/shared-cnn";
import { type RunOptions, trainRuns } from "../../../lib/training/experiment/train-runs";
import { predictWithRun } from "../../../lib/training/results/predict-with-run";
import { readRuns } from "../../../lib/training/results/read-runs";
import { runsOnFaces } from "../../../lib/training/results/runs-on-faces";
import { fakeSplit } from "../../model/fake-split";

let runsFolder: string;
let log: MockInstance;
beforeAll(async () => {
  runsFolder = await mkdtemp(path.join(os.tmpdir(), "train-runs-"));
});
afterAll(() => rm(runsFolder, { recursive: true }));
beforeEach(() => {
  log = vi.spyOn(console, "log").mockReturnValue();
});
afterEach(() => vi.restoreAllMocks());

const store = { train: fakeSplit({ count: 16 }), val: fakeSplit({ count: 8, name: "val" }) };
const network = { imageSize: 8, filters: [4, 4, 4], units: 8, headUnits: 8 };

function optionsOf(learningRate: number, options: Partial<RunOptions> = {}): RunOptions {
  const model = sharedCnn(network);
  return {
    model,
    ...store,
    epochs: 1,
    batchSize: 8,
    learningRate,
    run: `rate=${learningRate}`,
    runsFolder,
    ...options,
  };
}

/** The faces to train on, with something happening when so many are read at once. */
function whereBatchesAreRead(count: number, happening: () => void): FaceSplit {
  const readImages = async (rows: ArrayLike<number>) => {
    if (rows.length === count) happening();
    return store.train.readImages(rows);
  };
  return { ...store.train, readImages };
}

test("each setting becomes a run, finished ones are left, and nothing is left in memory", async () => {
  const tensors = tf.memory().numTensors;
  expect(await trainRuns([1e-4, 1e-3], optionsOf)).toEqual(["rate=0.0001", "rate=0.001"]);
  const before = await readRuns({ runsFolder });
  expect(await trainRuns([1e-4, 1e-3, 1e-2], optionsOf)).toHaveLength(3);
  const runs = await readRuns({ runsFolder });
  expect(runs.array("learningRate")).toEqual([1e-4, 1e-3, 1e-2]);
  expect(runs.slice(0, 2).array("started")).toEqual(before.array("started"));
  expect(log).toHaveBeenCalledWith("The run rate=0.0001 is finished: 2 steps.");
  expect(tf.memory().numTensors).toBe(tensors);
});

test("of each run it is told how many of its steps are made, and were made before", async () => {
  const told: [string, ...number[]][] = [];
  const progress =
    (title: string) =>
    (...steps: [number, number, number]) =>
      told.push([title, ...steps]);
  await trainRuns([1e-5, 1e-4], optionsOf, { progress });
  expect(told).toEqual([
    ["Run 1 of 2, rate=0.00001", 1, 2, 0],
    ["Run 1 of 2, rate=0.00001", 2, 2, 0],
    ["Run 2 of 2, rate=0.0001", 2, 2, 2],
  ]);
  told.length = 0;
  await trainRuns([1e-5], (learningRate) => optionsOf(learningRate, { epochs: 2 }), { progress });
  expect(told).toEqual([
    ["Run 1 of 1, rate=0.00001", 3, 4, 2],
    ["Run 1 of 1, rate=0.00001", 4, 4, 2],
  ]);
});

test("a person who stops one stops them all, and goes on by the same call", async () => {
  const stop = new AbortController();
  const stopping = whereBatchesAreRead(4, () => stop.abort());
  const settings = [4, 16].map((batchSize) => ({ batchSize, run: `batch=${batchSize}` }));
  const stopped = await trainRuns(settings, (setting) => optionsOf(1e-4, { ...setting, train: stopping }), {
    signal: stop.signal,
  });
  expect(stopped).toEqual(["batch=4"]);
  expect(existsSync(path.join(runsFolder, "batch=16"))).toBe(false);
  expect(log).toHaveBeenCalledWith("2 of 2 runs are left: start them again to go on.");
  expect(await trainRuns(settings, (setting) => optionsOf(1e-4, setting))).toHaveLength(2);
  const states = (await readRuns({ runsFolder })).filter("d => d.run === 'batch=4' || d.run === 'batch=16'");
  expect(states.array("state")).toEqual(["finished", "finished"]);
});

test("a run that fails in training is told of, and the next one begins", async () => {
  const broken = whereBatchesAreRead(8, () => {
    throw new Error("the disk is gone");
  });
  const settings = [{ train: broken, run: "broken" }, { run: "whole" }];
  expect(await trainRuns(settings, (setting) => optionsOf(1e-4, setting))).toEqual(["broken", "whole"]);
  expect(log).toHaveBeenCalledWith("Run 1 of 2, broken, failed: the disk is gone");
  const states = (await readRuns({ runsFolder })).filter("d => d.run === 'broken' || d.run === 'whole'");
  expect(states.array("state")).toEqual(["failed", "finished"]);
});

test("parameters out of their range end it at once, and dispose of the network", async () => {
  const tensors = tf.memory().numTensors;
  await expect(trainRuns([5], optionsOf)).rejects.toThrow("the learning rate must be above 0 and at most 1");
  expect(tf.memory().numTensors).toBe(tensors);
});

test("runs on other faces are not among those that can be compared", async () => {
  const val = fakeSplit({ count: 7, name: "val" });
  await trainRuns([1e-4], (learningRate) => optionsOf(learningRate, { val, run: "fewer-faces" }));
  const runs = await readRuns({ runsFolder });
  expect((await runsOnFaces(runs, { ...store, val })).array("run")).toEqual(["fewer-faces"]);
  expect((await runsOnFaces(runs, store)).numRows()).toBe(runs.numRows() - 1);
  expect((await runsOnFaces(await readRuns({ runsFolder: "nowhere" }), store)).numRows()).toBe(0);
});

test("the network that a run kept predicts a split, and leaves no tensor", async () => {
  const tensors = tf.memory().numTensors;
  const predictions = await predictWithRun("rate=0.0001", store.val, { runsFolder });
  expect(predictions.array("filename")).toEqual(store.val.faces.array("filename"));
  expect(tf.memory().numTensors).toBe(tensors);
  await expect(predictWithRun("none", store.val, { runsFolder })).rejects.toThrow(path.join("none", "best"));
});
