import { afterEach, expect, test, vi } from "vitest";
import { GraphDefinition } from "../../../lib/engine/graph/graph-definition";
import { tf } from "../../../lib/engine/tensorflow";
import { compiledTrainingStep } from "../../../lib/engine/training-step/compiled-training-step";
import { eagerTrainingStep } from "../../../lib/engine/training-step/eager-training-step";
import { apply, relativeDifference, trained } from "../small-network";

/** Batch normalization alone, over images or over the rows of a matrix; its averages follow at once. */
function network(shape: number[], options: Parameters<typeof tf.layers.batchNormalization>[0]): tf.LayersModel {
  const input = tf.input({ shape });
  const layer = tf.layers.batchNormalization({ momentum: 0.5, ...options });
  return tf.model({ inputs: input, outputs: apply(layer, input) });
}

afterEach(() => {
  vi.restoreAllMocks();
});

test.each([
  ["images", [4, 3, 2], {}, 1],
  ["images along the last axis by its number", [4, 3, 2], { axis: 3, epsilon: 0.1 }, 1],
  ["a single value a channel", [1, 1, 2], {}, 1],
  ["a matrix", [6], {}, 0],
])("compiled, %s: normalized as operation by operation, averages too", (_, shape, options, natively) => {
  const add = vi.spyOn(GraphDefinition.prototype, "add");
  const tensors = tf.memory().numTensors;
  const models = [network(shape, options), network(shape, options)];
  const [model, other] = models;
  if (model === undefined || other === undefined) throw new Error("two networks were made");
  const losses = (one: tf.LayersModel) => (x: tf.Tensor, wanted: tf.Tensor) => {
    const y = one.apply(x, { training: true });
    if (!(y instanceof tf.Tensor)) throw new Error("one output was expected");
    return { loss: tf.mean<tf.Scalar>(tf.squaredDifference(y, wanted)) };
  };
  const common = { optimizer: "sgd", precision: "float32" } as const;
  const compiled = compiledTrainingStep({ ...common, losses: losses(model), weights: trained(model) });
  const eager = eagerTrainingStep({ ...common, losses: losses(other), weights: trained(other) });
  for (let step = 0; step < 4; step++) {
    const inputs = [0, 1].map((seed) => tf.randomNormal([5, ...shape], 3, 2, "float32", 10 * step + seed + 1));
    const [x, wanted] = inputs;
    if (x === undefined || wanted === undefined) throw new Error("two tensors were made");
    const [actual, expected] = [compiled, eager].map((one) => one.run([x, wanted], { learningRate: 0.1 }).loss);
    expect(actual).toBeCloseTo(expected ?? Number.NaN, 4);
    tf.dispose(inputs);
  }
  expect(model.getWeights()).toHaveLength(4);
  expect(relativeDifference(model.getWeights(), other.getWeights())).toBeLessThan(1e-4);
  expect(add.mock.calls.filter(([op]) => op === "FusedBatchNormV3")).toHaveLength(natively);
  for (const owned of [compiled, eager, ...models]) owned.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
});
