import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { tf } from "../../lib/engine/tensorflow";
import { measure } from "../../lib/model/metrics";
import { sharedCnn } from "../../lib/model/networks/shared-cnn";
import { modelPredictor } from "../../lib/model/prediction/model-predictor";
import { predictFaces } from "../../lib/model/prediction/predict-faces";
import type { EvaluationReport, StepReport } from "../../lib/training/history/report";
import { readRun } from "../../lib/training/run/run-record";
import { train } from "../../lib/training/train";
import type { TrainOptions } from "../../lib/training/train-options";
import { fakeSplit } from "../model/fake-split";

const splits = { train: fakeSplit({ count: 20 }), val: fakeSplit({ count: 10, name: "val" }) };
let model: tf.LayersModel;
let tensors: number;
let runsFolder: string;
let messages: string[];

beforeEach(async () => {
  runsFolder = await mkdtemp(path.join(os.tmpdir(), "train-"));
  messages = [];
  tensors = tf.memory().numTensors;
  model = network();
});
afterEach(async () => {
  model.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
  await rm(runsFolder, { recursive: true });
});

function network(): tf.LayersModel {
  return sharedCnn({ imageSize: 8, filters: [8, 8, 8], dropouts: [0.1, 0.1, 0.1], units: 32, headUnits: 16, seed: 1 });
}

function weightsOf(network: tf.LayersModel): number[][] {
  return network.getWeights().map((weight) => Array.from(weight.dataSync()));
}

function trainModel(options: Partial<TrainOptions>) {
  return train({ model, ...splits, batchSize: 8, runsFolder, onMessage: (text) => messages.push(text), ...options });
}

describe("train", () => {
  test("learns faces that are easy to tell apart", async () => {
    const { steps, evaluations } = await trainModel({ epochs: 120, learningRate: 3e-3, evaluateEvery: 180 });
    const losses = steps.array("gender_loss");
    expect(losses[0]).toBeGreaterThan(0.4);
    expect(losses[losses.length - 1]).toBeLessThan(0.3);
    expect(evaluations.array("gender_accuracy")[1]).toBeGreaterThan(0.9);
    expect(evaluations.array("age_error_by_expected_value")[1]).toBeLessThan(20);
  });

  test("reports each step and, at each epoch's end, an evaluation", async () => {
    const reports: StepReport[] = [];
    const evaluated: EvaluationReport[] = [];
    const { steps, evaluations, stopped } = await trainModel({
      epochs: 2,
      onStep: (report) => reports.push(report),
      onEvaluation: (report) => evaluated.push(report),
    });
    expect(reports.map(({ step, steps, epoch }) => [step, steps, epoch])).toEqual([
      [1, 6, 1],
      [2, 6, 1],
      [3, 6, 1],
      [4, 6, 2],
      [5, 6, 2],
      [6, 6, 2],
    ]);
    const [first] = reports;
    expect(first?.loss).toBeCloseTo(((first?.age_loss ?? 0) + (first?.gender_loss ?? 0)) / 2, 5);
    expect(first?.age_loss).toBeGreaterThan(3);
    expect(first?.age_loss).toBeLessThan(8);
    expect(steps.array("loss")).toEqual(reports.map(({ loss }) => loss));
    expect(evaluated.map(({ step, epoch }) => [step, epoch])).toEqual([
      [3, 1],
      [6, 2],
    ]);
    expect(evaluations.objects()).toEqual(evaluated);
    expect(evaluations.columnNames()).toEqual([
      "step",
      "epoch",
      "seconds",
      "loss",
      "age_loss",
      "gender_loss",
      "gender_accuracy",
      "age_accuracy",
      "age_within_5",
      "age_within_10",
      "age_error_by_class",
      "age_error_by_expected_value",
    ]);
    expect(stopped).toBe(false);
  });

  test("evaluates the weights of the time: the last evaluation is what the trained network says", async () => {
    const { evaluations } = await trainModel({ epochs: 3, learningRate: 3e-3 });
    const predictor = modelPredictor(model);
    const { age_error_by_expected_value, gender_accuracy } = measure(await predictFaces(predictor, splits.val));
    predictor.dispose();
    const errors = evaluations.array("age_error_by_expected_value");
    expect(errors[2]).toBeCloseTo(age_error_by_expected_value, 5);
    expect(evaluations.array("gender_accuracy")[2]).toBe(gender_accuracy);
    expect(new Set(errors).size).toBe(3);
  });

  test("gives the same weights for the same seed, others for another", async () => {
    const [again, other] = [network(), network()];
    await trainModel({ steps: 4, seed: 5 });
    await trainModel({ steps: 4, seed: 5, model: again });
    await trainModel({ steps: 4, seed: 6, model: other });
    expect(weightsOf(again)).toEqual(weightsOf(model));
    expect(weightsOf(other)).not.toEqual(weightsOf(model));
    again.dispose();
    other.dispose();
  });

  test("ends after its steps in the middle of an epoch, with an evaluation", async () => {
    const { steps, evaluations } = await trainModel({ steps: 4 });
    expect(steps.numRows()).toBe(4);
    expect(evaluations.array("step")).toEqual([3, 4]);
  });

  test("stops after the running step at the signal", async () => {
    const stop = new AbortController();
    const onStep = ({ step }: StepReport) => {
      if (step === 2) stop.abort();
    };
    const { steps, evaluations, stopped } = await trainModel({ epochs: 3, signal: stop.signal, onStep });
    expect(steps.numRows()).toBe(2);
    expect(evaluations.numRows()).toBe(0);
    expect(stopped).toBe(true);
  });

  test("lets the event loop run between steps", async () => {
    const stop = new AbortController();
    setImmediate(() => stop.abort());
    const { steps } = await trainModel({ epochs: 3, signal: stop.signal });
    expect(steps.numRows()).toBeLessThan(3);
  });

  test("a loss that is no number ends the training with the step and the learning rate", async () => {
    const weights = model.getWeights().map((weight) => tf.fill(weight.shape, 1e30));
    model.setWeights(weights);
    tf.dispose(weights);
    await expect(trainModel({ epochs: 1, learningRate: 0.5, run: "first" })).rejects.toThrow(
      /the loss is (NaN|Infinity) at step 1 with learning rate 0.5: try a smaller one, 0.05 perhaps/,
    );
    expect(await readRun(path.join(runsFolder, "first"))).toMatchObject({
      state: "failed",
      reason: expect.stringMatching(/at step 1/),
    });
  });

  test("weights that are numbers still, but too large to predict with, end it with the step and the learning rate too", async () => {
    const enlarge = () => {
      const large = model.getWeights().map(({ shape }) => tf.fill(shape, 1e30));
      model.setWeights(large);
      tf.dispose(large);
    };
    await expect(trainModel({ steps: 2, evaluateEvery: 1, learningRate: 0.5, onStep: enlarge })).rejects.toThrow(
      "the network computes no numbers (NaN) at step 1 with learning rate 0.5: try a smaller one, 0.05 perhaps",
    );
  });

  test("weights that an update has spoiled are neither evaluated nor kept", async () => {
    const spoil = () => {
      const nan = model.getWeights().map(({ shape }) => tf.fill(shape, Number.NaN));
      model.setWeights(nan);
      tf.dispose(nan);
    };
    await expect(trainModel({ steps: 2, evaluateEvery: 1, run: "first", onStep: spoil })).rejects.toThrow(
      "the weights are no longer numbers at step 1 with learning rate 0.0001",
    );
    expect(existsSync(path.join(runsFolder, "first", "best"))).toBe(false);
  });

  test("refuses parameters out of range before it begins", async () => {
    await expect(trainModel({ batchSize: 0 })).rejects.toThrow("batchSize must be a whole number of at least 1");
  });
});
