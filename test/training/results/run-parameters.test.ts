import { table } from "arquero";
import { expect, test } from "vitest";
import { runParameters } from "../../../lib/training/results/run-parameters";

const runs = table({
  run: ["a", "b"],
  state: ["finished", "stopped"],
  steps_done: [8, 1],
  network: ["shared_cnn", "shared_cnn"],
  weights: [100, 100],
  imageSize: [8, 8],
  epochs: [2, 2],
  steps: [8, 4],
  batchSize: [4, 8],
  optimizer: ["adam", "adam"],
  patience: [undefined, 3],
  checkpointEvery: [10, 20],
  evaluateEvery: [4, 2],
  train_count: [16, 15],
  loss: [1, 2],
});

test("parameters that differ stand apart from those that do not, without metrics and what follows of others", () => {
  expect(runParameters(runs)).toEqual({
    varied: ["batchSize", "patience"],
    common: ["network", "imageSize", "epochs", "optimizer"],
  });
});

test("evaluations at other times than the end of an epoch are a parameter", () => {
  const often = runs.assign(table({ evaluateEvery: [4, 1] }));
  expect(runParameters(often).varied).toEqual(["batchSize", "patience", "evaluateEvery"]);
});

test("networks are told apart by their names, and by their count of weights where these are the same", () => {
  const others = runs.assign(table({ network: ["shared_cnn", "residual"], weights: [100, 50] }));
  expect(runParameters(others).varied).toEqual(["network", "batchSize", "patience"]);
  const larger = runs.assign(table({ weights: [100, 200] }));
  expect(runParameters(larger).varied).toEqual(["weights", "batchSize", "patience"]);
});
