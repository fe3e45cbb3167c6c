import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ColumnTable } from "arquero";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { tf } from "../../lib/engine/tensorflow";
import { sharedCnn } from "../../lib/model/networks/shared-cnn";
import type { StepReport } from "../../lib/training/history/report";
import { readRuns } from "../../lib/training/results/read-runs";
import { readRun } from "../../lib/training/run/run-record";
import { train } from "../../lib/training/train";
import type { TrainOptions } from "../../lib/training/train-options";
import { TrainingControl } from "../../lib/training/training-control";
import { fakeSplit } from "../model/fake-split";
import type { KilledTraining } from "./killed-training";

const splits = { train: fakeSplit({ count: 24 }), val: fakeSplit({ count: 10, name: "val" }) };
let runsFolder: string;
let tensors: number;
const models: tf.LayersModel[] = [];

beforeEach(async () => {
  runsFolder = await mkdtemp(path.join(os.tmpdir(), "control-"));
  tensors = tf.memory().numTensors;
});
afterEach(async () => {
  for (const model of models.splice(0)) model.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
  await rm(runsFolder, { recursive: true });
});

function network(): tf.LayersModel {
  const model = sharedCnn({ imageSize: 8, filters: [8, 8, 8], units: 32, headUnits: 16, seed: 1 });
  models.push(model);
  return model;
}

function trainRun(options: Partial<TrainOptions> & Pick<TrainOptions, "model" | "run">) {
  const parameters = { batchSize: 8, epochs: 3, learningRate: 1e-3, precision: "float32" as const };
  return train({ ...splits, ...parameters, runsFolder, onMessage: () => {}, ...options });
}

/** Has something done after steps of a training, by their numbers. */
function after(actions: Readonly<Record<number, () => void>>): Pick<TrainOptions, "onStep"> {
  return { onStep: ({ step }) => actions[step]?.() };
}

function bytesOf(model: tf.LayersModel): Buffer {
  return Buffer.concat(
    model.getWeights().map((weight) => Buffer.from(new Uint8Array(weight.dataSync().slice().buffer))),
  );
}

function ratesOf(steps: ColumnTable): number[] {
  return Array.from(steps.array("learning_rate"));
}

test("a learning rate that is changed holds from the next step on, and is in the run", async () => {
  const control = new TrainingControl();
  const { steps, folder } = await trainRun({
    model: network(),
    run: "changed",
    control,
    ...after({ 2: () => control.changeLearningRate(0.01), 7: () => control.changeLearningRate(2e-4) }),
  });
  const rates = [1e-3, 1e-3, 0.01, 0.01, 0.01, 0.01, 0.01, 2e-4, 2e-4];
  expect(ratesOf(steps)).toEqual(rates);
  expect(await readRun(folder)).toMatchObject({
    parameters: { learningRate: 1e-3 },
    learningRateChanges: [
      { step: 3, learningRate: 0.01 },
      { step: 8, learningRate: 2e-4 },
    ],
  });
  await trainRun({ model: network(), run: "plain", epochs: 1 });
  const runs = await readRuns({ runsFolder });
  expect(runs.array("learningRateChanges")).toEqual(["0.01 from step 3, 0.0002 from step 8", undefined]);
});

test("the schedule goes on with the new rate, as if that had been the highest from the beginning", async () => {
  const control = new TrainingControl();
  const options = { schedule: "cosine", warmUpSteps: 2, epochs: 3 } as const;
  const { steps } = await trainRun({
    model: network(),
    run: "changed",
    ...options,
    control,
    ...after({ 4: () => control.changeLearningRate(1e-2) }),
  });
  const small = ratesOf((await trainRun({ model: network(), run: "small", ...options })).steps);
  const large = ratesOf((await trainRun({ model: network(), run: "large", ...options, learningRate: 1e-2 })).steps);
  expect(ratesOf(steps)).toEqual([...small.slice(0, 4), ...large.slice(4)]);
});

test("a run whose rate was changed, stopped and gone on with, is bit for bit one that was not stopped", async () => {
  const whole = network();
  const changing = () => {
    const control = new TrainingControl();
    return { control, ...after({ 3: () => control.changeLearningRate(0.01) }) };
  };
  await trainRun({ model: whole, run: "whole", ...changing() });
  for (const stopped of [2, 3, 5]) {
    const run = `stopped-${stopped}`;
    const [first, resumed] = [changing(), network()];
    const stop = new AbortController();
    const onStep = (report: StepReport) => {
      first.onStep?.(report);
      if (report.step === stopped) stop.abort();
    };
    await trainRun({ model: network(), run, ...first, onStep, signal: stop.signal });
    // After step 3 it has been asked for, and no step was made with it; after step 5 the run knows it.
    const control = { 2: changing(), 3: { control: first.control }, 5: {} }[stopped];
    const { steps } = await trainRun({ model: resumed, run, resume: true, ...control });
    expect(ratesOf(steps)).toEqual([1e-3, 1e-3, 1e-3, ...Array(6).fill(0.01)]);
    expect(bytesOf(resumed).equals(bytesOf(whole))).toBe(true);
  }
});

test("a run that is killed after its rate was changed makes the steps since its checkpoint again as they were", async () => {
  const file = path.join(__dirname, "killed-training.ts");
  const begin = async (training: KilledTraining) => {
    const child = fork(file, { execArgv: ["--require", "tsx/cjs"], silent: true });
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (printed += chunk));
    child.send({ runsFolder, steps: 9, checkpointEvery: 4, change: { after: 5, learningRate: 0.01 }, ...training });
    const [, signal] = await once(child, "close");
    return { signal, printed };
  };
  const [killed, whole] = await Promise.all([begin({ run: "killed", killAfter: 7 }), begin({ run: "whole" })]);
  expect([killed.signal, whole.signal], killed.printed + whole.printed).toEqual(["SIGKILL", null]);
  expect(await readRun(path.join(runsFolder, "killed"))).toMatchObject({
    state: "running",
    learningRateChanges: [{ step: 6, learningRate: 0.01 }],
  });
  await begin({ run: "killed", change: { after: 99, learningRate: 1 } }); // from step 4 on; nobody changes anything
  const last = (run: string, ...file: string[]) => path.join(runsFolder, run, "checkpoints/step-00000009", ...file);
  const files = await readdir(last("whole"));
  expect(files).toContain("optimizer.bin");
  expect(await readdir(last("killed"))).toEqual(files); // a file of weights is named by what is in it
  for (const file of files) {
    expect((await readFile(last("killed", file))).equals(await readFile(last("whole", file))), file).toBe(true);
  }
});

test("a later change takes the place of those that lie ahead, where a run has gone back to a checkpoint", async () => {
  const control = new TrainingControl();
  const change = { 5: () => control.changeLearningRate(0.01) };
  const { folder } = await trainRun({ model: network(), run: "first", checkpointEvery: 2, control, ...after(change) });
  await rm(path.join(folder, "checkpoints/step-00000009"), { recursive: true });
  await rm(path.join(folder, "checkpoints/step-00000008"), { recursive: true }); // it begins anew
  const again = { 1: () => control.changeLearningRate(2e-3) };
  const { steps } = await trainRun({
    model: network(),
    run: "first",
    resume: true,
    epochs: 4,
    control,
    ...after(again),
  });
  expect(ratesOf(steps)).toEqual([1e-3, ...Array(11).fill(2e-3)]);
});

test.each([0, -1, 1.5, Number.NaN])("a learning rate of %d is refused where it is asked for", (rate) => {
  expect(() => new TrainingControl().changeLearningRate(rate)).toThrow("above 0 and at most 1");
});

test("a run.json whose changes make no sense is taken for damaged", async () => {
  const { folder } = await trainRun({ model: network(), run: "first", epochs: 1 });
  const record = await readRun(folder);
  for (const learningRateChanges of ["0.1", [{ step: 0, learningRate: 0.1 }], [{ step: 2, learningRate: 7 }], [null]]) {
    await writeFile(path.join(folder, "run.json"), JSON.stringify({ ...record, learningRateChanges }));
    await expect(readRun(folder)).rejects.toThrow("run.json is damaged");
  }
});

test("a paused training makes no step until it goes on; a rate that is changed meanwhile holds for its next step", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const control = new TrainingControl();
  let made = 0;
  const onStep = ({ step }: { step: number }) => {
    made = step;
    vi.advanceTimersByTime(100);
    if (step === 4) control.pause();
  };
  const training = trainRun({ model: network(), run: "first", control, onStep });
  await expect.poll(() => made).toBe(4);
  await sleep(100);
  expect([made, control.isPaused]).toEqual([4, true]);
  vi.advanceTimersByTime(60_000);
  control.changeLearningRate(0.01);
  control.goOn();
  const { steps, evaluations, stopped } = await training;
  vi.useRealTimers();
  expect(ratesOf(steps)).toEqual([...Array(4).fill(1e-3), ...Array(5).fill(0.01)]);
  expect(evaluations.objects().map((row) => Math.round(Object(row).seconds))).toEqual([0, 1, 1]); // without the pause
  expect(steps.get("images_per_second", 4)).toBeGreaterThan(8);
  expect(stopped).toBe(false);
});

test("a paused training can be stopped, and gone on with", async () => {
  const control = new TrainingControl();
  const stop = new AbortController();
  control.pause(); // before it begins
  const first = trainRun({ model: network(), run: "first", control, signal: stop.signal });
  await sleep(50);
  stop.abort();
  const { stopped, steps } = await first;
  expect([stopped, steps.numRows()]).toEqual([true, 0]);
  control.goOn();
  expect((await trainRun({ model: network(), run: "first", resume: true, control })).steps.numRows()).toBe(9);
});

test("each evaluation comes with what it was measured on: the predictions of the validation faces", async () => {
  const seen: [number, number, number][] = [];
  await trainRun({
    model: network(),
    run: "first",
    onEvaluation: ({ step, gender_accuracy }, predictions) => {
      const right = predictions
        .objects()
        .filter((face) => Object(face).predicted_gender === Object(face).gender).length;
      seen.push([step, predictions.numRows(), right / 10 - gender_accuracy]);
    },
  });
  expect(seen).toEqual([
    [3, 10, expect.closeTo(0)],
    [6, 10, expect.closeTo(0)],
    [9, 10, expect.closeTo(0)],
  ]);
});
