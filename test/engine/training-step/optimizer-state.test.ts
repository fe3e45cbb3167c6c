import { describe, expect, test, vi } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { eagerTrainingStep } from "../../../lib/engine/training-step/eager-training-step";
import type { OptimizerName } from "../../../lib/engine/training-step/optimizer";
import { createTrainingStep } from "../../../lib/engine/training-step/training-step";
import type { TrainingStep } from "../../../lib/engine/training-step/training-step-definition";
import { batch, losses, smallNetwork, trained } from "../small-network";

type Step = TrainingStep<[tf.Tensor4D, tf.Tensor2D], "entropy">;
const optimizers: OptimizerName[] = ["sgd", "momentum", "rmsprop", "adam"];
const kinds = [
  ["compiled", createTrainingStep],
  ["operation by operation", eagerTrainingStep],
] as const;

function run(step: Step, indices: readonly number[]): number[] {
  return indices.map((index) => {
    const inputs = batch(index % 3 === 2 ? 3 : 6, index);
    const { loss } = step.run(inputs, { learningRate: 0.01 });
    tf.dispose(inputs);
    return loss;
  });
}

/**
 * Compiled steps go on bit for bit. TensorFlow.js's own optimizers do to rounding: Adam works out the powers of beta anew.
 */
function expectSame(actual: number[], expected: number[], create: unknown) {
  if (create === createTrainingStep) expect(actual).toEqual(expected);
  else for (const [index, value] of actual.entries()) expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 4);
}

function valuesOf(model: tf.LayersModel): number[][] {
  return model.getWeights().map((weight) => Array.from(weight.dataSync()));
}

describe.each(kinds)("the optimizer's state, %s", (_, create) => {
  const define = (model: tf.LayersModel, optimizer: OptimizerName) =>
    create({ losses: losses(model), weights: trained(model), optimizer, precision: "float32" });

  test.each(optimizers)("with %s, another step goes on from it", async (optimizer) => {
    const before = tf.memory().numTensors;
    const [model, other] = [smallNetwork(), smallNetwork()];
    const first = define(model, optimizer);
    run(first, [0, 1, 2]);
    const { updates, slots } = await first.state();
    const saved = { updates, slots: [...slots] }; // before the next run
    other.setWeights(model.getWeights());
    const expected = run(first, [3, 4, 5]);

    const second = define(other, optimizer);
    await second.restore(saved);
    expectSame(run(second, [3, 4, 5]), expected, create);
    expectSame(valuesOf(other).flat(), valuesOf(model).flat(), create);

    for (const owned of [first, second, model, other]) owned.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test("can be given back to a step that has run on", async () => {
    const model = smallNetwork();
    const step = define(model, "adam");
    run(step, [0, 1]);
    const { updates, slots } = await step.state();
    const saved = { updates, slots: [...slots] };
    const weights = valuesOf(model);
    const expected = run(step, [2, 3]);
    await step.restore(saved);
    const again = await step.state(); // not yet used
    expect({ updates: again.updates, slots: [...again.slots] }).toEqual(saved);
    const tensors = model.getWeights().map(({ shape }, index) => tf.tensor(weights[index] ?? [], shape));
    model.setWeights(tensors);
    expectSame(run(step, [2, 3]), expected, create);
    tf.dispose(tensors);
    for (const owned of [step, model]) owned.dispose();
  });

  test("of another network is refused", async () => {
    const model = smallNetwork();
    const step = define(model, "adam");
    const slots = [{ weight: 0, slot: 0, values: new Float32Array(3) }];
    await expect(step.restore({ updates: 1, slots })).rejects.toThrow("another network or optimizer");
    for (const owned of [step, model]) owned.dispose();
  });
});

test("a state that is saved before it was used is what was restored", async () => {
  const [model, other] = [smallNetwork(), smallNetwork()];
  const define = (network: tf.LayersModel) =>
    createTrainingStep({ losses: losses(network), weights: trained(network), optimizer: "adam" });
  const [first, second] = [define(model), define(other)];
  run(first, [0]);
  const { updates, slots } = await first.state();
  const saved = { updates, slots: [...slots] };
  await second.restore(saved);
  const again = await second.state();
  expect({ updates: again.updates, slots: [...again.slots] }).toEqual(saved);
  for (const owned of [first, second, model, other]) owned.dispose();
});

test("a restored step that cannot be compiled goes on operation by operation", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const uncompilable = (model: tf.LayersModel) => ({
    losses: (images: tf.Tensor4D, classes: tf.Tensor2D) => {
      Math.random();
      return losses(model)(images, classes);
    },
    weights: trained(model),
    optimizer: "adam" as const,
  });
  const before = tf.memory().numTensors;
  const [model, other] = [smallNetwork(), smallNetwork()];
  const first = createTrainingStep(uncompilable(model));
  run(first, [0, 1]);
  const { updates, slots } = await first.state();
  other.setWeights(model.getWeights());
  const second = createTrainingStep(uncompilable(other));
  await second.restore({ updates, slots });
  expectSame(run(second, [2, 3]), run(first, [2, 3]), eagerTrainingStep);
  expect(second.mode).toContain("operation by operation: Math.random");
  for (const owned of [first, second, model, other]) owned.dispose();
  expect(tf.memory().numTensors).toBe(before);
  warn.mockRestore();
});
