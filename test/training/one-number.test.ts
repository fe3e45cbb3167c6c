import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tf } from "../../lib/engine/tensorflow";
import type { AgeLoss } from "../../lib/model/losses/age-loss";
import { measure } from "../../lib/model/metrics";
import { ageGenderNetwork } from "../../lib/model/networks/age-gender-network";
import { sharedTrunk } from "../../lib/model/networks/shared-cnn";
import { loadPredictor } from "../../lib/model/prediction/load-predictor";
import { predictFaces } from "../../lib/model/prediction/predict-faces";
import { trainVariants } from "../../lib/training/experiment/train-variants";
import { variantDifferences } from "../../lib/training/experiment/variant-differences";
import { train } from "../../lib/training/train";
import type { TrainOptions } from "../../lib/training/train-options";
import { smallFrozenNetwork } from "../model/embedding/small-frozen-network";
import { fakeSplit } from "../model/fake-split";
import { scratchFolder } from "../scratch-folder";

const folder = scratchFolder();
const runsFolder = path.join(folder, "runs");
const splits = { train: fakeSplit({ count: 24, folder }), val: fakeSplit({ count: 10, name: "val", folder }) };
const models: tf.LayersModel[] = [];
let tensors: number;

beforeEach(() => {
  tensors = tf.memory().numTensors;
});
afterEach(() => {
  for (const model of models.splice(0)) model.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
});

const build = (ageLoss: AgeLoss | undefined, seed = 1) =>
  ageGenderNetwork({
    trunk: (images, { seed }) =>
      sharedTrunk(images, { filters: [8, 8], dropouts: [0.1, 0.1], units: 16, denseDropout: 0.1, seed }),
    ...{ imageSize: 8, headUnits: 8, name: "small", seed, ageLoss },
  });

function network(ageLoss?: AgeLoss): tf.LayersModel {
  const model = build(ageLoss);
  models.push(model);
  return model;
}

function trainRun(options: Partial<TrainOptions> & Pick<TrainOptions, "model" | "run">) {
  const parameters = { epochs: 12, batchSize: 8, learningRate: 1e-2, precision: "float32" as const };
  return train({ ...splits, ...parameters, runsFolder, onMessage: () => {}, ...options });
}

function weightsOf(model: tf.LayersModel): number[][] {
  return model.getWeights().map((weight) => Array.from(weight.dataSync()));
}

test.each(["squared", "absolute"] as const)(
  "a network that gives the age as one number learns it by its %s error, and goes on bit for bit",
  async (ageLoss) => {
    const [whole, resumed] = [network(ageLoss), network(ageLoss)];
    await trainRun({ model: whole, ageLoss, run: `${ageLoss}-whole` });
    const stop = new AbortController();
    const onStep = ({ step }: { step: number }) => step === 5 && stop.abort();
    const run = `${ageLoss}-resumed`;
    await trainRun({ model: network(ageLoss), ageLoss, run, onStep, signal: stop.signal });
    const { evaluations } = await trainRun({ model: resumed, ageLoss, run, resume: true });
    expect(weightsOf(resumed)).toEqual(weightsOf(whole));
    expect(evaluations.get("age_loss", 11)).toBeLessThan(0.8 * evaluations.get("age_loss", 0));

    const predictor = await loadPredictor(path.join(runsFolder, run, "checkpoints/step-00000036"));
    const predictions = await predictFaces(predictor, splits.val);
    predictor.dispose();
    const answers = Array.from(predictions.array("expected_age"), Number);
    const decades = answers.map((age, row) => (age - (splits.val.ages[row] ?? Number.NaN)) / 10);
    const losses = decades.map((error) => (ageLoss === "squared" ? error ** 2 : Math.abs(error)));
    const mean = losses.reduce((sum, loss) => sum + loss) / losses.length;
    expect(evaluations.get("age_loss", 11)).toBeCloseTo(mean, 5);
    const error = decades.reduce((sum, value) => sum + Math.abs(10 * value), 0) / decades.length;
    expect(evaluations.get("age_error_by_expected_value", 11)).toBeCloseTo(error, 4);
    expect(predictions.array("predicted_age")).toEqual(answers.map(Math.round));
    expect(new Set(predictions.array("true_age_probability"))).toEqual(new Set([undefined]));
    expect(measure(predictions).age_loss).toBeNaN(); // what it was trained by is not told
  },
);

test("variants learn it either way, each by a network for it, on embeddings too; their errors are compared, not their losses", async () => {
  const variants = { classes: {}, squared: { ageLoss: "squared" }, absolute: { ageLoss: "absolute" } } as const;
  const told: string[] = [];
  const evaluations = await trainVariants({
    name: "fake",
    variants,
    seeds: [1],
    network: (_, variant, { ageLoss }) => {
      told.push(variant);
      return smallFrozenNetwork(ageLoss);
    },
    ...{ ...splits, epochs: 1, batchSize: 8, runsFolder },
  });
  expect(told).toEqual(Object.keys(variants));
  expect(Array.from(evaluations.array("age_loss"), Number.isFinite)).toEqual([true, false, false]);
  expect(Array.from(evaluations.array("loss"), Number.isFinite)).toEqual([true, false, false]);
  expect(Array.from(evaluations.array("age_error_by_expected_value")).every(Number.isFinite)).toBe(true);
  const differences = await variantDifferences(evaluations, { baseline: "classes", faces: splits.val, runsFolder });
  expect(differences.map(({ variant, metric }) => [variant, metric])).toEqual([
    ["squared", "age_error_by_expected_value"],
    ["squared", "gender_accuracy"],
    ["absolute", "age_error_by_expected_value"],
    ["absolute", "gender_accuracy"],
  ]);
  expect(differences.every(({ difference, low, high }) => low <= difference && difference <= high)).toBe(true);
});

test("head and loss must go together", async () => {
  await expect(trainRun({ model: network(), ageLoss: "squared", run: "a" })).rejects.toThrow(
    'the age head of small gives 101 classes, but ageLoss is squared: train it with another, or build the network with ageLoss: "squared"',
  );
  const number = network("absolute");
  await expect(trainRun({ model: number, run: "a" })).rejects.toThrow("gives one number, but ageLoss is classes");
  const smoothed = trainRun({ model: number, ageLoss: "absolute", labelSigma: 2, run: "a" });
  await expect(smoothed).rejects.toThrow("labelSigma smooths the classes of ages: leave it out");
});
