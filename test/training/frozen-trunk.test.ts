import { readdirSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tf } from "../../lib/engine/tensorflow";
import { shuffledBatches } from "../../lib/images/batches";
import { embedFaces } from "../../lib/model/embedding/embed-faces";
import { shuffledEmbeddings } from "../../lib/model/embedding/embedded-faces";
import { frozenTrunk } from "../../lib/model/embedding/frozen-trunk";
import { measure } from "../../lib/model/metrics";
import { modelPredictor } from "../../lib/model/prediction/model-predictor";
import { predictFaces } from "../../lib/model/prediction/predict-faces";
import { loadModel } from "../../lib/model/saving/layers-model";
import { predictWithRun } from "../../lib/training/results/predict-with-run";
import { createJointStep } from "../../lib/training/step/joint-step";
import { train } from "../../lib/training/train";
import type { TrainOptions } from "../../lib/training/train-options";
import { smallFrozenNetwork } from "../model/embedding/small-frozen-network";
import { fakeSplit } from "../model/fake-split";
import { scratchFolder } from "../scratch-folder";

const folder = scratchFolder();
const splits = { train: fakeSplit({ count: 40, folder }), val: fakeSplit({ count: 10, name: "val", folder }) };
let model: tf.LayersModel;
let tensors: number;

beforeEach(() => {
  tensors = tf.memory().numTensors;
  model = smallFrozenNetwork();
});
afterEach(() => {
  model.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
});

function trainModel(options: Partial<TrainOptions> = {}) {
  return train({
    model,
    ...splits,
    epochs: 3,
    batchSize: 8,
    learningRate: 1e-2,
    runsFolder: path.join(folder, "runs"),
    onMessage: () => {},
    ...options,
  });
}

function weightsOf(layer: string): number[][] {
  return model
    .getLayer(layer)
    .getWeights()
    .map((weight) => Array.from(weight.dataSync()));
}

test("training on embeddings is training on images: the same losses, mirrored or not, dropout and all", async () => {
  const trunk = frozenTrunk(model);
  if (trunk === undefined) throw new Error("there is a frozen trunk");
  const order = { batchSize: 8, seed: 1, epoch: 1 };
  const copy = smallFrozenNetwork();
  copy.setWeights(model.getWeights());
  const options = { optimizer: "adam", precision: "float32", seed: 1 } as const;
  const [onImages, onEmbeddings] = [createJointStep(copy, options), createJointStep(model, { ...options, trunk })];
  const images: number[] = [];
  for await (const batch of shuffledBatches(splits.train, order)) {
    images.push(onImages.run(batch, images.length + 1, { learningRate: 1e-2 }).loss);
  }
  const faces = await embedFaces(trunk, splits.train);
  const embeddings: number[] = [];
  for await (const batch of shuffledEmbeddings(faces, order)) {
    embeddings.push(onEmbeddings.run(batch, embeddings.length + 1, { learningRate: 1e-2 }).loss);
  }
  expect(onEmbeddings.mode).toBe("compiled, float32");
  expect(images).toHaveLength(5);
  images.forEach((loss, step) => {
    expect(embeddings[step]).toBeCloseTo(loss, 4);
  });
  await faces.close();
  for (const step of [onImages, onEmbeddings]) step.dispose();
  copy.dispose();
});

test("a frozen trunk is left as it is, and the evaluation is what the whole network says", async () => {
  const [frozen, features] = [weightsOf("conv"), weightsOf("features")];
  const progress: unknown[][] = [];
  const onEmbed = (...reported: unknown[]) => progress.push(reported);
  const { evaluations } = await trainModel({ onEmbed, train: { ...splits.train, name: "some" } });
  expect(progress).toEqual(
    expect.arrayContaining([
      ["some", 40, 40, 0],
      ["val", 10, 10, 0],
    ]),
  );
  expect(readdirSync(folder).filter((file) => file.startsWith("embeddings-some-"))).toHaveLength(1);
  expect(weightsOf("conv")).toEqual(frozen);
  expect(weightsOf("features")).not.toEqual(features);
  const predictor = modelPredictor(model);
  const { loss, gender_accuracy } = measure(await predictFaces(predictor, splits.val));
  predictor.dispose();
  expect(evaluations.array("loss")[2]).toBeCloseTo(loss, 5);
  expect(evaluations.array("gender_accuracy")[2]).toBe(gender_accuracy);
});

test("the run keeps the whole network, frozen as it was, and can be gone on with", async () => {
  const { run, folder: runFolder } = await trainModel({ epochs: 1 });
  const { steps, evaluations } = await trainModel({ epochs: 2, run, resume: true, averageDecay: 0 });
  expect(steps.numRows()).toBe(10);
  const kept = await loadModel(path.join(runFolder, "best"));
  expect(kept.getLayer("conv").trainable).toBe(false);
  expect(frozenTrunk(kept)?.width).toBe(4);
  const predictor = modelPredictor(kept);
  const { loss } = measure(await predictFaces(predictor, splits.val));
  expect(loss).toBeCloseTo(Math.min(...evaluations.array("loss")), 5);
  predictor.dispose();
  kept.dispose();
});

test("the average of the weights is evaluated, its frozen layers those of the network", async () => {
  const frozen = weightsOf("conv");
  const { evaluations } = await trainModel({ averageDecay: 0.9 });
  expect(weightsOf("conv")).toEqual(frozen);
  const predictor = modelPredictor(model); // training leaves it the average
  expect(evaluations.array("loss")[2]).toBeCloseTo(measure(await predictFaces(predictor, splits.val)).loss, 5);
  predictor.dispose();
});

test("images that are moved as well are not embedded beforehand", async () => {
  const onEmbed = () => {
    throw new Error("they are");
  };
  const { steps } = await trainModel({ augment: "flip-shift-zoom", epochs: 1, onEmbed });
  expect(steps.numRows()).toBe(5);
});

test("a run whose trunk is frozen is asked by its embeddings, and says what the whole network says of the images", async () => {
  const { run } = await trainModel({ run: "asked" });
  const runsFolder = path.join(folder, "runs");
  const best = await loadModel(path.join(runsFolder, run, "best"));
  const predictor = modelPredictor(best);
  const ofImages = await predictFaces(predictor, splits.val);
  predictor.dispose();
  best.dispose();
  const embedded = readdirSync(folder).filter((name) => name.startsWith("embeddings-other-"));
  const asked = await predictWithRun(run, { ...splits.val, name: "other" }, { runsFolder });
  expect(embedded).toEqual([]);
  expect(readdirSync(folder).some((name) => name.startsWith("embeddings-other-"))).toBe(true);
  expect(asked.columnNames()).toEqual(ofImages.columnNames());
  for (const [row, age] of Array.from(ofImages.array("expected_age"), Number).entries()) {
    expect(asked.get("expected_age", row)).toBeCloseTo(age, 3);
  }
});
