import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { ColumnTable } from "arquero";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { tf } from "../../lib/engine/tensorflow";
import { LockLost } from "../../lib/files/lock.mjs";
import { sharedCnn } from "../../lib/model/networks/shared-cnn";
import { loadModel } from "../../lib/model/saving/layers-model";
import type { StepReport } from "../../lib/training/history/report";
import { type RunRecord, readRun, writeRun } from "../../lib/training/run/run-record";
import { train } from "../../lib/training/train";
import type { TrainOptions } from "../../lib/training/train-options";
import { readEvents } from "../engine/events";
import { fakeSplit } from "../model/fake-split";

const splits = { train: fakeSplit({ count: 24 }), val: fakeSplit({ count: 10, name: "val" }) };
let runsFolder: string;
let messages: string[];
let tensors: number;
const models: tf.LayersModel[] = [];

beforeEach(async () => {
  runsFolder = await mkdtemp(path.join(os.tmpdir(), "runs-"));
  messages = [];
  tensors = tf.memory().numTensors;
});
afterEach(async () => {
  for (const model of models.splice(0)) model.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
  await rm(runsFolder, { recursive: true });
});

function network(seed = 1): tf.LayersModel {
  const sizes = { filters: [8, 8, 8], dropouts: [0.1, 0.1, 0.1], units: 32, headUnits: 16 };
  const model = sharedCnn({ imageSize: 8, ...sizes, seed });
  models.push(model);
  return model;
}

function trainRun(options: Partial<TrainOptions> & Pick<TrainOptions, "model">) {
  const onMessage = (text: string) => messages.push(text);
  const parameters = { batchSize: 8, learningRate: 1e-3, precision: "float32" as const, run: "first" };
  return train({ ...splits, ...parameters, runsFolder, onMessage, ...options });
}

function stopAfter(step: number): Pick<TrainOptions, "signal" | "onStep"> {
  const stop = new AbortController();
  const onStep = (report: StepReport) => {
    if (report.step === step) stop.abort();
  };
  return { signal: stop.signal, onStep };
}

function weightsOf(model: tf.LayersModel): number[][] {
  return model.getWeights().map((weight) => Array.from(weight.dataSync()));
}

function floats(table: ColumnTable, column: string): number[] {
  return Array.from(table.array(column), (value) => Math.fround(Number(value)));
}

function fileOf(...names: string[]): string {
  return path.join(runsFolder, "first", ...names);
}

/** The values of a curve, as TensorBoard reads them. */
async function curve(tag: string): Promise<number[]> {
  const names = (await readdir(fileOf())).filter((name) => name.startsWith("events.out.tfevents.")).sort();
  const scalars = readEvents(...(await Promise.all(names.map((name) => readFile(fileOf(name))))));
  return scalars.filter((scalar) => scalar.tag === tag).map(({ value }) => value);
}

/** The rows of a run's CSV without the columns that tell times. */
async function measured(run: string, file: string): Promise<string[]> {
  const text = await readFile(path.join(runsFolder, run, file), "utf8");
  const [header = "", ...lines] = text.trim().split("\n");
  const names = header.split(",");
  const times = ["seconds", "images_per_second"].map((name) => names.indexOf(name));
  return [header, ...lines].map((line) =>
    line
      .split(",")
      .filter((_, index) => !times.includes(index))
      .join(),
  );
}

describe("a run", () => {
  test("says what was trained with what, on what, and how it ended", async () => {
    const { run, folder } = await trainRun({ model: network(), epochs: 2, patience: 5 });
    expect([run, folder]).toEqual(["first", path.join(runsFolder, "first")]);
    const record = await readRun(folder);
    expect(record).toMatchObject({
      name: "first",
      state: "finished",
      parameters: {
        imageSize: 8,
        epochs: 2,
        steps: 6,
        batchSize: 8,
        learningRate: 1e-3,
        schedule: "constant",
        seed: 1,
        patience: 5,
      },
      network: { name: "shared_cnn", imageSize: 8 },
      data: { train: { name: "train", count: 24 }, val: { name: "val", count: 10 } },
      versions: { node: process.versions.node },
      mode: expect.stringMatching(/^compiled, float32/),
      best: { epoch: expect.any(Number) },
    });
    expect(record.data.train.fingerprint).not.toBe(record.data.val.fingerprint);
    expect(Date.parse(record.ended ?? "")).toBeGreaterThanOrEqual(Date.parse(record.started));
  });

  test("holds its measurements as CSV and for TensorBoard", async () => {
    const { steps, evaluations } = await trainRun({ model: network(), epochs: 2 });
    const [, ...rows] = (await readFile(fileOf("steps.csv"), "utf8")).trim().split("\n");
    expect(rows.map((row) => row.split(",").slice(0, 3).map(Number))).toEqual(
      steps.objects().map((row) => Object.values(row).slice(0, 3)),
    );
    expect(await curve("train/age_loss")).toEqual(floats(steps, "age_loss"));
    expect(await curve("validation/gender_accuracy")).toEqual(floats(evaluations, "gender_accuracy"));
  });

  test("keeps the model of the lowest validation loss", async () => {
    const model = network();
    const seen: { loss: number; weights: number[][] }[] = [];
    await trainRun({
      model,
      epochs: 4,
      learningRate: 0.02,
      onEvaluation: ({ loss }) => seen.push({ loss, weights: weightsOf(model) }),
    });
    const best = seen.reduce((a, b) => (b.loss < a.loss ? b : a));
    const kept = await loadModel(fileOf("best"));
    models.push(kept);
    expect(weightsOf(kept)).toEqual(best.weights);
    expect((await readRun(fileOf())).best?.epoch).toBe(seen.indexOf(best) + 1);
  });

  test("has a name of its own: given, or the next free number; two that begin at once have two", async () => {
    const begin = () => trainRun({ model: network(), steps: 1, run: undefined });
    const names = await Promise.all([begin(), begin(), begin()]);
    expect(names.map(({ run }) => run).sort()).toEqual(["run-1", "run-2", "run-3"]);
    await trainRun({ model: network(), steps: 1 });
    await expect(trainRun({ model: network(), steps: 1 })).rejects.toThrow("there is a run first in");
    await expect(trainRun({ model: network(), steps: 1, run: "../first" })).rejects.toThrow(
      '"../first" cannot be a run\'s name',
    );
  });

  test("that cannot begin leaves nothing, and its name to the next", async () => {
    const broken = { ...splits.train, readImages: () => Promise.reject(new Error("the disk is gone")) };
    for (const resume of [false, true]) {
      await expect(trainRun({ model: network(), steps: 1, train: broken, resume })).rejects.toThrow("the disk is gone");
      expect(await readdir(runsFolder)).toEqual([]);
    }
    await mkdir(fileOf());
    await symlink(`${spawnSync("true").pid}@${os.hostname()}`, fileOf(".training")); // killed before it wrote anything
    await writeFile(fileOf("run.json.1.tmp"), "{");
    await trainRun({ model: network(), steps: 1 });
    expect((await readdir(fileOf())).filter((file) => /^\.|tmp$/.test(file))).toEqual([]);
  });

  test("does not begin in a folder with other things, and leaves them there", async () => {
    await mkdir(fileOf());
    await writeFile(fileOf("notes"), "");
    await expect(trainRun({ model: network(), steps: 1 })).rejects.toThrow("there is a run first in");
    await expect(trainRun({ model: network(), steps: 1, resume: true })).rejects.toThrow("is not the folder of a");
    expect(await readdir(fileOf())).toEqual(["notes"]);
  });

  test("ends when validation gets no better for as long as one is willing to wait", async () => {
    // Nothing can be learned at this rate: the first evaluation stays the best.
    const { steps, stopped } = await trainRun({ model: network(), epochs: 9, learningRate: 1e-30, patience: 2 });
    expect(steps.numRows()).toBe(9); // three epochs
    expect(stopped).toBe(false);
    expect(messages.join()).toContain("Ended after step 9 of 27: the validation loss was lowest in epoch 1");
    expect(await readRun(fileOf())).toMatchObject({ state: "finished", reason: messages.join() });
  });

  test("leaves two checkpoints, the newest", async () => {
    await trainRun({ model: network(), steps: 5, checkpointEvery: 2 });
    expect(await readdir(fileOf("checkpoints"))).toEqual(["step-00000004", "step-00000005"]);
  });
});

describe("a stopped run", () => {
  test("leaves a checkpoint, and says where and how to go on", async () => {
    const ends: string[] = [];
    const { stopped } = await trainRun({
      model: network(),
      epochs: 3,
      ...stopAfter(2),
      onEnd: ({ state, message }) => ends.push(state, message),
    });
    expect(stopped).toBe(true);
    const message = `Stopped after step 2 of 9; what was learned is in ${fileOf("checkpoints", "step-00000002")}. To go on, train with run: "first" and resume: true (npm run train -- --run first --resume).`;
    expect(messages).toEqual([message]);
    expect(ends).toEqual(["stopped", message]);
    expect(await readRun(fileOf())).toMatchObject({ state: "stopped", reason: message });
  });

  test.each([2, 3, 4, 8, 9])("gone on with after step %i is bit for bit one that was not stopped", async (step) => {
    const [whole, stopped, resumed] = [network(), network(), network()];
    await trainRun({ model: whole, epochs: 3, run: "whole" });
    await trainRun({ model: stopped, epochs: 3, ...stopAfter(step) });
    const before: number[] = [];
    const { steps } = await trainRun({
      model: resumed,
      epochs: 3,
      resume: true,
      onResume: ({ steps, evaluations }) => before.push(steps.length, evaluations.length),
    });
    expect(before).toEqual([step, Math.floor((step - 1) / 3)]);
    expect(steps.numRows()).toBe(9);
    expect(weightsOf(resumed)).toEqual(weightsOf(whole));
    for (const file of ["steps.csv", "evaluations.csv"]) {
      expect(await measured("first", file)).toEqual(await measured("whole", file));
    }
    expect(await readRun(fileOf())).toMatchObject({ state: "finished" });
    expect((await readRun(fileOf())).reason).toBeUndefined();
  });

  test("that is gone on with says so, from its first step on", async () => {
    await trainRun({ model: network(), epochs: 1, ...stopAfter(1) });
    await writeRun(fileOf(), { ...(await readRun(fileOf())), process: { pid: 1, host: "elsewhere" } });
    let during: Promise<RunRecord> | undefined;
    const onStep = () => {
      during ??= readRun(fileOf());
    };
    await trainRun({ model: network(), epochs: 2, resume: true, onStep });
    const record = await during;
    expect(record).toMatchObject({ state: "running", parameters: { steps: 6 }, process: { pid: process.pid } });
    expect([record?.reason, record?.ended]).toEqual([undefined, undefined]);
  });

  test("in its last step is not finished before it is evaluated, and its network kept", async () => {
    await trainRun({ model: network(), steps: 4, ...stopAfter(4), evaluateEvery: 9 });
    expect(await readRun(fileOf())).toMatchObject({ state: "stopped", reason: expect.stringContaining("step 4 of 4") });
    await writeFile(fileOf("best"), ""); // where the network is to be kept
    await expect(trainRun({ model: network(), steps: 4, resume: true })).rejects.toThrow("best");
    expect(await readRun(fileOf())).toMatchObject({ state: "failed" });
    await rm(fileOf("best"));
    const { evaluations, stopped } = await trainRun({ model: network(), steps: 4, resume: true });
    expect(evaluations.array("step")).toEqual([4]);
    expect(stopped).toBe(false);
    expect(await readRun(fileOf())).toMatchObject({ state: "finished", best: { step: 4 } });
    models.push(await loadModel(fileOf("best")));
  });

  test("that was lengthened is finished where it has made more steps than are asked for by now", async () => {
    await trainRun({ model: network(), epochs: 3, ...stopAfter(8) });
    const { steps, evaluations } = await trainRun({ model: network(), epochs: 2, resume: true });
    expect(steps.numRows()).toBe(8);
    expect(evaluations.array("step")).toEqual([3, 6, 8]);
    expect(await readRun(fileOf())).toMatchObject({ state: "finished", parameters: { steps: 6 } });
  });

  test("with schedule, warm-up, momentum and bfloat16 too", async () => {
    const [whole, resumed] = [network(), network()];
    const options = {
      epochs: 3,
      schedule: "cosine",
      warmUpSteps: 4,
      optimizer: "momentum",
      precision: "bfloat16",
    } as const;
    await trainRun({ model: whole, ...options, run: "whole" });
    await trainRun({ model: network(), ...options, ...stopAfter(5) });
    await trainRun({ model: resumed, ...options, resume: true });
    expect(weightsOf(resumed)).toEqual(weightsOf(whole));
  });

  test.each([["adam"], ["momentum"]] as const)("with learned weights of the losses too, by %s", async (optimizer) => {
    const [whole, resumed] = [network(), network()];
    const options = { epochs: 3, ageWeight: "learned", learningRate: 0.01, optimizer } as const;
    await trainRun({ model: whole, ...options, run: "whole" });
    await trainRun({ model: network(), ...options, ...stopAfter(5) });
    await trainRun({ model: resumed, ...options, resume: true });
    expect(weightsOf(resumed)).toEqual(weightsOf(whole));
    const learned = async (run: string) =>
      JSON.parse(await readFile(path.join(runsFolder, run, "checkpoints/step-00000009/checkpoint.json"), "utf8"))
        .logVariances;
    expect(await learned("first")).toEqual(await learned("whole"));
    const [age, gender] = await learned("whole");
    expect(age).toBeGreaterThan(Math.LN2); // the age's loss is the greater one
    expect(gender).toBeLessThan(age);
  });

  test("can be lengthened; one that is over is left as it is, its network loaded", async () => {
    const [whole, longer, again] = [network(), network(), network(3)];
    await trainRun({ model: whole, epochs: 3, run: "whole" });
    await trainRun({ model: network(), epochs: 1 });
    await trainRun({ model: longer, epochs: 3, resume: true });
    expect(weightsOf(longer)).toEqual(weightsOf(whole));
    const record = await readFile(fileOf("run.json"), "utf8");
    const { steps } = await trainRun({ model: again, epochs: 2, resume: true });
    expect(steps.numRows()).toBe(9);
    expect(messages.at(-1)).toBe("The run first is finished: 9 steps.");
    expect(weightsOf(again)).toEqual(weightsOf(whole));
    expect(await readFile(fileOf("run.json"), "utf8")).toBe(record);
  });

  test("that was begun before there was a parameter goes on as if it had its default", async () => {
    await trainRun({ model: network(), epochs: 2, ...stopAfter(1) });
    const record = await readRun(fileOf());
    delete record.parameters.ageLoss;
    await writeRun(fileOf(), record);
    const going = (options: Partial<TrainOptions>) =>
      trainRun({ model: network(), epochs: 2, resume: true, ...options });
    await expect(going({ ageWeight: 0.7 })).rejects.toThrow("(ageWeight: 0.5 then, 0.7 now)");
    expect((await going({})).steps.numRows()).toBe(6);
  });

  test("is not gone on with by another training", async () => {
    await trainRun({ model: network(), epochs: 3, ...stopAfter(1) });
    const other = fakeSplit({ count: 23 });
    const going = (options: Partial<TrainOptions>) =>
      trainRun({ model: network(), epochs: 3, resume: true, ...options });
    await expect(going({ learningRate: 1e-4 })).rejects.toThrow("(learningRate: 0.001 then, 0.0001 now)");
    await expect(going({ train: other })).rejects.toThrow("training faces");
    expect((await readRun(fileOf())).state).toBe("stopped");
    await expect(going({ run: undefined })).rejects.toThrow("to go on with a run, give its name");
  });

  test("whose newest checkpoint is damaged goes on from the one before, and says so", async () => {
    const [whole, resumed] = [network(), network()];
    await trainRun({ model: whole, epochs: 3, run: "whole" });
    await trainRun({ model: network(), epochs: 3, checkpointEvery: 2, ...stopAfter(5) });
    await truncate(fileOf("checkpoints", "step-00000005", "optimizer.bin"), 10);
    messages = [];
    const { steps } = await trainRun({ model: resumed, epochs: 3, resume: true });
    expect(messages).toEqual([
      expect.stringMatching(/step-00000005\/optimizer\.bin is damaged.*The checkpoint before it is taken/),
    ]);
    expect(weightsOf(resumed)).toEqual(weightsOf(whole));
    expect(await measured("first", "steps.csv")).toEqual(await measured("whole", "steps.csv"));
    expect(await curve("train/age_loss")).toEqual(floats(steps, "age_loss"));
  });

  test("without a checkpoint begins anew, from the weights that it began with", async () => {
    const [whole, resumed] = [network(), network()];
    await trainRun({ model: whole, epochs: 2, run: "whole" });
    await trainRun({ model: resumed, epochs: 2, ...stopAfter(2) });
    await rm(fileOf("checkpoints"), { recursive: true });
    await appendFile(fileOf("steps.csv"), "3,1,2.5"); // a row that was being written
    await trainRun({ model: resumed, epochs: 2, resume: true });
    expect(weightsOf(resumed)).toEqual(weightsOf(whole));
    await rm(fileOf("checkpoints"), { recursive: true });
    await expect(trainRun({ model: network(2), epochs: 3, resume: true })).rejects.toThrow("began with other weights");
  });

  test("is trained by one at a time", async () => {
    let another: Promise<void> | undefined;
    const onStep = () => {
      another ??= expect(trainRun({ model: network(), epochs: 3, resume: true })).rejects.toThrow(
        "is training the run",
      );
    };
    const { steps } = await trainRun({ model: network(), epochs: 3, onStep });
    await another;
    expect(steps.numRows()).toBe(9);
  });

  test("that is to be gone on with and is not there is begun", async () => {
    await trainRun({ model: network(), steps: 1, resume: true });
    expect(existsSync(fileOf("run.json"))).toBe(true);
  });
});

test.each([
  ["nothing", undefined],
  ["no JSON", "{"],
  ["another JSON", '{"name": "first"}'],
])("a folder whose run.json is %s is not taken for a run", async (_, content) => {
  await trainRun({ model: network(), steps: 1 });
  if (content === undefined) await rm(fileOf("run.json"));
  else await writeFile(fileOf("run.json"), content);
  if (content === undefined) {
    await expect(trainRun({ model: network(), steps: 1, resume: true })).rejects.toThrow(
      "not the folder of a training run",
    );
    expect(existsSync(fileOf("best"))).toBe(true);
  }
  await expect(readRun(fileOf())).rejects.toThrow(/first is not the folder of a training run|run\.json is damaged/);
});

test("a run that another machine took while this one slept is not written to any more", async () => {
  const folder = path.join(runsFolder, "first");
  const lock = path.join(folder, ".training");
  const written = () =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(json|csv|bin)$/.test(name))
      .map((name) => [name, readFileSync(path.join(folder, name), "base64")]);
  for (const taken of [2, 3]) {
    // within an epoch, and in the step after which the network is evaluated and kept
    let before: unknown;
    const ends: string[] = [];
    const onStep = ({ step }: StepReport) => {
      if (step !== taken) return;
      rmSync(lock);
      symlinkSync("1@elsewhere", lock);
      before = written();
    };
    const training = trainRun({ model: network(), epochs: 2, onStep, onEnd: ({ state }) => ends.push(state) });
    await expect(training).rejects.toThrow(LockLost);
    expect(ends).toEqual(["failed"]);
    expect(before).toHaveLength(3);
    expect(written()).toEqual(before);
    expect(readlinkSync(lock)).toBe("1@elsewhere");
    await rm(folder, { recursive: true });
  }
});
