import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { table } from "arquero";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prepareImages } from "../../lib/images/store/prepare-images";
import { imageSizeOf } from "../../lib/model/forward";
import { loadModel } from "../../lib/model/saving/layers-model";
import { keptCalibration } from "../../lib/model/uncertainty/kept-calibration";
import { weightsFingerprint } from "../../lib/training/run/open-run";
import { readRun } from "../../lib/training/run/run-record";
import { isRunning } from "../is-running";
import { runProgram } from "./run-program";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "train-"));
  await sharp({ create: { width: 9, height: 9, channels: 3, background: "red" } })
    .png()
    .toFile(path.join(folder, "face.png"));
  const faces = table({
    filename: Array.from({ length: 6 }, () => "face.png"),
    age: [1, 2, 3, 4, 5, 6],
    gender: [0, 1, 0, 1, 0, 1],
  });
  await prepareImages({
    faces: { train: faces, val: faces },
    imageFolder: folder,
    storeFolder: path.join(folder, "images"),
    imageSize: 8,
  });
});
afterAll(() => rm(folder, { recursive: true }));

const runs = ["--runs-dir", "runs"];

test("trains, tells the metrics of each epoch, and saves the model and its metrics", async () => {
  const args = [
    "--img-dir",
    "images",
    "--model-dir",
    "model",
    "--epochs",
    "2",
    "--batch-size",
    "4",
    "--img-size",
    "8",
    ...runs,
  ];
  const { code, stdout } = await runProgram("train", args, folder);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^Training runs compiled, \w+\.\nEpoch 1: gender right 0\.\d+, .* by expected value\nEpoch 2: /,
  );
  const model = await loadModel(path.join(folder, "model"));
  expect(imageSizeOf(model)).toBe(8);
  model.dispose();
  expect((await keptCalibration(path.join(folder, "model")))?.ageScores).toHaveLength(6);
  const { parameters, network, state } = await readRun(path.join(folder, "runs/run-1"));
  expect(parameters).toMatchObject({ epochs: 2, batchSize: 4, learningRate: 1e-4, seed: 1 });
  expect(network.name).toBe("shared_cnn");
  expect(state).toBe("finished");
});

test("counts steps, takes the faces from other lists, and trains the network that is named by other parameters", async () => {
  await writeFile(path.join(folder, "few.csv"), "filename,age,gender\nface.png,50,1\nface.png,60,0\n");
  const lists = ["--train-csv", "few.csv", "--val-csv", "few.csv"];
  const args = ["--img-dir", "images", "--model-dir", "few", ...lists, "--num-steps", "3", "--batch-size", "2"];
  const losses = ["--label-sigma", "2", "--age-balance", "0.5", "--age-weight", "learned"];
  const others = ["--augment", "flip-shift-zoom", "--average-decay", "0.9"];
  const named = [...runs, "--run", "few", "--network", "residual"];
  const { code } = await runProgram("train", [...args, ...losses, ...others, ...named], folder);
  expect(code).toBe(0);
  const { parameters, mode } = await readRun(path.join(folder, "runs/few"));
  expect(parameters).toMatchObject({ labelSigma: 2, ageBalance: 0.5, ageWeight: "learned" });
  expect(parameters).toMatchObject({ augment: "flip-shift-zoom", averageDecay: 0.9 });
  expect(mode).toMatch(/^compiled, \w+$/);
  const evaluations = await readFile(path.join(folder, "runs/few/evaluations.csv"), "utf8");
  expect(evaluations.match(/^\d,\d/gm)).toEqual(["1,1", "2,2", "3,3"]); // step and epoch: two faces are a batch
  expect((await readRun(path.join(folder, "runs/few"))).network.name).toBe("residual");
});

test("starts from the weights of a model that an earlier run left", async () => {
  const args = ["--img-dir", "images", "--batch-size", "4", "--network", "residual", "--age-loss", "absolute", ...runs];
  const first = await runProgram(
    "train",
    [...args, "--num-steps", "2", "--model-dir", "first", "--run", "first"],
    folder,
  );
  expect(first.code).toBe(0);
  const start = ["--start-from", "first", "--num-steps", "1"];
  const second = await runProgram("train", [...args, ...start, "--model-dir", "second", "--run", "second"], folder);
  expect(second.code).toBe(0);
  expect(second.stdout).toContain("The network starts from first.");
  const model = await loadModel(path.join(folder, "first"));
  const { network, parameters } = await readRun(path.join(folder, "runs/second"));
  expect(parameters).toMatchObject({ ageLoss: "absolute" });
  expect(network.initialWeights).toBe(weightsFingerprint(model));
  model.dispose();

  const other = await runProgram("train", ["--img-dir", "images", "--start-from", "first", ...runs], folder);
  expect(other.code).toBe(1);
  expect(other.stderr).toContain("first holds residual, whose");
});

test("Ctrl-C stops it in good order, and it goes on from there", async () => {
  const args = ["--img-dir", "images", "--model-dir", "stopped", "--batch-size", "4", ...runs, "--run", "stopped"];
  const stopAfterAnEpoch = (stdout: string) => stdout.includes("Epoch 1");
  const stopping = await runProgram("train", [...args, "--epochs", "100000"], folder, stopAfterAnEpoch);
  expect(stopping.code).toBe(0);
  expect(stopping.stderr).toContain("Stopping after this step");
  const [, step, checkpoint = ""] =
    /Stopped after step (\d+) of 200000; what was learned is in (\S+)\./.exec(stopping.stdout) ?? [];
  expect(stopping.stdout).toContain("The model so far is in");
  for (const saved of [path.join(folder, "stopped"), checkpoint]) (await loadModel(saved)).dispose();

  const longer = ["--num-steps", String(Number(step) + 2), "--resume"];
  const going = await runProgram("train", [...args, ...longer], folder);
  expect(going.code).toBe(0);
  expect(going.stdout).toContain(`Going on after step ${step}.`);
  expect((await readRun(path.join(folder, "runs/stopped"))).state).toBe("finished");

  const again = await runProgram("train", [...args, ...longer], folder);
  expect(again.code).toBe(0);
  expect(again.stdout).toContain("The run stopped is finished");
});

/** What has a training go on for ever. */
const endless = (run: string) => {
  const folders = { "--img-dir": "images", "--runs-dir": "runs", "--model-dir": run };
  const places = Object.entries(folders).map(([option, name]) => `${option}=${path.join(folder, name)}`);
  return [...places, "--epochs=100000", `--run=${run}`];
};

test("stops in good order when its terminal is closed", async () => {
  const command = [process.execPath, "--import", "tsx", "lib/programs/train.ts", ...endless("hung-up")];
  await promisify(execFile)(".venv/bin/python", [path.join(__dirname, "hang_up.py"), "Epoch 1:", ...command]);
  expect((await readRun(path.join(folder, "runs/hung-up"))).state).toBe("stopped");
  (await loadModel(path.join(folder, "hung-up"))).dispose();
});

test("stops in good order when npm, which has started it, is ended", { timeout: 120_000 }, async () => {
  const npm = spawn("npm", ["run", "--silent", "train", "--", ...endless("orphan")], { stdio: "ignore" });
  await expect.poll(() => existsSync(path.join(folder, "runs/orphan/best")), { timeout: 50_000 }).toBe(true);
  const { process: program } = await readRun(path.join(folder, "runs/orphan"));
  npm.kill("SIGTERM");
  await expect.poll(() => isRunning(program.pid), { timeout: 50_000 }).toBe(false);
  expect((await readRun(path.join(folder, "runs/orphan"))).state).toBe("stopped");
});

test("says what is wrong in a sentence", async () => {
  const size = await runProgram("train", ["--img-dir", "images", "--img-size", "64"], folder);
  expect(size.code).toBe(1);
  expect(size.stderr).toContain("images holds images of 8 px, not of 64");
  expect(size.stderr).not.toContain("    at ");

  const weights = await runProgram("train", ["--img-dir", "images", "--imagenet-weights", "vgg16.h5"], folder);
  expect(weights.code).toBe(1);
  expect(weights.stderr).toContain("--imagenet-weights are VGG-16's: add --network vgg-16, or leave them out.");

  const misspelt = await runProgram("train", ["--img-dir", "images", "--epoch", "3"], folder);
  expect(misspelt.code).toBe(1);
  expect(misspelt.stderr).toContain("(Did you mean --epochs?)");
});
