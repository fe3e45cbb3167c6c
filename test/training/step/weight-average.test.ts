import { mkdtemp, readFile, rm, truncate } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { compile } from "../../../lib/engine/compile";
import { tf } from "../../../lib/engine/tensorflow";
import { measure } from "../../../lib/model/metrics";
import { ageGenderNetwork } from "../../../lib/model/networks/age-gender-network";
import { sharedCnn } from "../../../lib/model/networks/shared-cnn";
import { modelPredictor } from "../../../lib/model/prediction/model-predictor";
import { predictFaces } from "../../../lib/model/prediction/predict-faces";
import { loadModel } from "../../../lib/model/saving/layers-model";
import type { StepReport } from "../../../lib/training/history/report";
import { WeightAverage } from "../../../lib/training/step/weight-average";
import { train } from "../../../lib/training/train";
import type { TrainOptions } from "../../../lib/training/train-options";
import { fakeSplit } from "../../model/fake-split";

const splits = { train: fakeSplit({ count: 16 }), val: fakeSplit({ count: 10, name: "val" }) };
let runsFolder: string;
let tensors: number;
const models: tf.LayersModel[] = [];

beforeEach(async () => {
  runsFolder = await mkdtemp(path.join(os.tmpdir(), "averages-"));
  tensors = tf.memory().numTensors;
});
afterEach(async () => {
  for (const model of models.splice(0)) model.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
  await rm(runsFolder, { recursive: true });
});

function network(): tf.LayersModel {
  const model = sharedCnn({ imageSize: 8, filters: [4, 4], dropouts: [0.1, 0.1], units: 8, headUnits: 8, seed: 1 });
  models.push(model);
  return model;
}

function weightsOf(model: tf.LayersModel): number[][] {
  return model.getWeights().map((weight) => Array.from(weight.dataSync()));
}

function trainRun(options: Partial<TrainOptions> & Pick<TrainOptions, "model">) {
  const parameters = { batchSize: 8, epochs: 3, learningRate: 0.01, averageDecay: 0.5, precision: "float32" as const };
  return train({ ...splits, ...parameters, runsFolder, onMessage: () => {}, ...options });
}

test("forgets the first weights fast, and then by its decay, in a graph as well", async () => {
  const model = network();
  const fill = (value: number) => {
    const weights = model.getWeights().map(({ shape }) => tf.fill(shape, value));
    model.setWeights(weights);
    tf.dispose(weights);
  };
  fill(0);
  const [average, inGraph] = [await WeightAverage.of(model, 0.2), await WeightAverage.of(model, 0.2)];
  const update = compile((step: tf.Scalar) => {
    inGraph.update(step);
    return { step };
  });
  const expected = [1 - 2 / 11, 0.2 * (1 - 2 / 11) + 0.8 * 5]; // 3 / 12 would be more than the decay
  for (const [index, value] of [1, 5].entries()) {
    fill(value);
    const step = tf.scalar(index + 1, "int32");
    average.update(step);
    tf.dispose([step, update.run(step)]);
    for (const { network } of [average, inGraph]) {
      for (const weight of weightsOf(network).flat()) expect(weight).toBeCloseTo(expected[index] ?? Number.NaN, 5);
    }
  }
  average.takeOver();
  expect(weightsOf(model)).toEqual(weightsOf(average.network));
  update.dispose();
  for (const owned of [average, inGraph]) owned.dispose();
});

test("training evaluates and keeps the average of the weights that its steps began with", async () => {
  const model = network();
  let average = weightsOf(model).flat();
  const weightsBySteps = [average];
  const { evaluations } = await trainRun({
    model,
    run: "first",
    onStep: ({ mode }) => {
      expect(mode).toBe("compiled, float32");
      weightsBySteps.push(weightsOf(model).flat());
    },
  });
  for (const [index, weights] of weightsBySteps.slice(0, -1).entries()) {
    const decay = Math.min(0.5, (index + 2) / (index + 11));
    average = average.map((value, at) => decay * value + (1 - decay) * (weights[at] ?? Number.NaN));
  }
  weightsOf(model)
    .flat()
    .forEach((weight, at) => {
      expect(weight).toBeCloseTo(average[at] ?? Number.NaN, 4);
    });
  const predictor = modelPredictor(model);
  const { loss } = measure(await predictFaces(predictor, splits.val));
  predictor.dispose();
  expect(evaluations.get("loss", 2)).toBeCloseTo(loss, 5);
  const best = await loadModel(path.join(runsFolder, "first/best"));
  models.push(best);
  const { step } = JSON.parse(await readFile(path.join(runsFolder, "first/run.json"), "utf8")).best;
  if (step === 6) expect(weightsOf(best)).toEqual(weightsOf(model));
  const losses = evaluations.array("loss");
  expect(step).toBe(2 * (1 + losses.indexOf(Math.min(...losses))));
});

/** Features of a face: its pixels, normalized over the batch. */
function normalizingTrunk(images: tf.SymbolicTensor): tf.SymbolicTensor {
  const layers = [tf.layers.batchNormalization({ momentum: 0.5 }), tf.layers.flatten()];
  return layers.reduce((input, layer) => {
    const output = layer.apply(input);
    if (!(output instanceof tf.SymbolicTensor)) throw new Error(`${layer.name} has more than one output`);
    return output;
  }, images);
}

test("batch normalization's moving statistics are averaged too, and gone on with bit for bit", async () => {
  const build = () => {
    const model = ageGenderNetwork({ imageSize: 8, headUnits: 0, name: "normalizing", trunk: normalizingTrunk });
    models.push(model);
    return model;
  };
  const [whole, resumed] = [build(), build()];
  const stopAt3 = new AbortController();
  const onStep = ({ step }: StepReport) => {
    if (step === 3) stopAt3.abort();
  };
  await trainRun({ model: whole, run: "whole", epochs: 2 });
  await trainRun({ model: build(), run: "first", epochs: 2, signal: stopAt3.signal, onStep });
  await trainRun({ model: resumed, run: "first", epochs: 2, resume: true });
  expect(weightsOf(resumed)).toEqual(weightsOf(whole));
  const last = await loadModel(path.join(runsFolder, "whole/checkpoints/step-00000004"));
  models.push(last);
  const isStatistic = (index: number) => !last.weights[index]?.trainable;
  const [averaged, raw] = [weightsOf(whole), weightsOf(last)].map((all) =>
    all.filter((_, index) => isStatistic(index)),
  );
  expect(averaged).not.toEqual(raw);
});

test("a run gone on with is bit for bit one that was not stopped, also from the checkpoint before a damaged one", async () => {
  const [whole, stopped, resumed, again] = [network(), network(), network(), network()];
  const stopAt3 = new AbortController();
  const onStep = ({ step }: StepReport) => {
    if (step === 3) stopAt3.abort();
  };
  await trainRun({ model: whole, run: "whole" });
  await trainRun({ model: stopped, run: "first", checkpointEvery: 2, signal: stopAt3.signal, onStep });
  const { weightsManifest } = JSON.parse(
    await readFile(path.join(runsFolder, "first/checkpoints/step-00000003/averaged/model.json"), "utf8"),
  );
  await truncate(path.join(runsFolder, "first/checkpoints/step-00000003/averaged", weightsManifest[0].paths[0]), 8);
  await trainRun({ model: resumed, run: "first", resume: true });
  expect(weightsOf(resumed)).toEqual(weightsOf(whole));
  await trainRun({ model: again, run: "first", resume: true }); // it is over: its network is loaded
  expect(weightsOf(again)).toEqual(weightsOf(whole));
  await rm(path.join(runsFolder, "first/checkpoints"), { recursive: true });
  await trainRun({ model: again, run: "first", resume: true });
  expect(weightsOf(again)).toEqual(weightsOf(whole));
});
