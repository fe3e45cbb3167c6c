import { describe, expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import type { OptimizerName } from "../../../lib/engine/training-step/optimizer";
import { createTrainingStep } from "../../../lib/engine/training-step/training-step";

/** Three updates of three weights that are drawn to 0, 1 and their own start. */
function threeSteps(optimizer: OptimizerName): { weights: number[]; losses: number[] } {
  const weights = variable(tf.tensor1d([1, -2, 0.5]));
  const target = tf.tensor1d([0, 1, 0.5 + 1e-6]);
  const step = createTrainingStep({
    weights: [weights],
    optimizer,
    losses: (to: tf.Tensor1D) => ({ loss: tf.sum<tf.Scalar>(tf.squaredDifference(weights, to)) }),
  });
  const losses = [1, 2, 3].map(() => step.run([target], { learningRate: 0.1 }).loss);
  const result = { weights: Array.from(weights.dataSync()), losses };
  step.dispose();
  tf.dispose([weights, target]);
  return result;
}

function variable(start: tf.Tensor): tf.Variable {
  const made = tf.variable(start);
  start.dispose();
  return made;
}

function expectClose(actual: number[], expected: number[]) {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, index) => {
    expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 4);
  });
}

describe("createTrainingStep", () => {
  test("updates weights as tf.train.adam does, tiny gradients included", () => {
    const { weights, losses } = threeSteps("adam");
    const expected = variable(tf.tensor1d([1, -2, 0.5]));
    const target = tf.tensor1d([0, 1, 0.5 + 1e-6]);
    const optimizer = tf.train.adam(0.1, 0.9, 0.999, 1e-7);
    const expectedLosses = [1, 2, 3].map(() => {
      const cost = optimizer.minimize(() => tf.sum<tf.Scalar>(tf.squaredDifference(expected, target)), true);
      const loss = cost?.arraySync() ?? Number.NaN;
      cost?.dispose();
      return loss;
    });
    expectClose(weights, Array.from(expected.dataSync()));
    expectClose(losses, expectedLosses);
    optimizer.dispose();
    tf.dispose([expected, target]);
  });

  test("updates weights as Keras 3.15 does, with stochastic gradient descent", () => {
    expectClose(threeSteps("sgd").weights, [0.512, -0.536, 0.5]);
  });

  test("takes the learning rate anew at each run", () => {
    const weight = variable(tf.scalar(1));
    const step = createTrainingStep({
      weights: [weight],
      optimizer: "sgd",
      losses: () => ({ loss: tf.mul<tf.Scalar>(weight, 1) }),
    });
    step.run([], { learningRate: 0.25 });
    step.run([], { learningRate: 0.5 });
    expect(weight.arraySync()).toBe(0.25);
    step.dispose();
    weight.dispose();
  });

  test("reports every loss by its name, before the update", () => {
    const weight = variable(tf.scalar(3));
    const step = createTrainingStep({
      weights: [weight],
      optimizer: "adam",
      losses: () => ({ loss: tf.mul<tf.Scalar>(weight, weight), half: tf.div<tf.Scalar>(weight, 2) }),
    });
    expect(step.run([], { learningRate: 0.1 })).toEqual({ loss: 9, half: 1.5 });
    step.dispose();
    weight.dispose();
  });

  test("changes only the weights that it was given", () => {
    const [trained, frozen] = [variable(tf.scalar(1)), variable(tf.scalar(1))];
    const step = createTrainingStep({
      weights: [trained],
      optimizer: "adam",
      losses: () => ({ loss: tf.mul<tf.Scalar>(trained, frozen) }),
    });
    step.run([], { learningRate: 0.1 });
    expect(trained.arraySync()).not.toBe(1);
    expect(frozen.arraySync()).toBe(1);
    step.dispose();
    tf.dispose([trained, frozen]);
  });

  test("leaves no tensor behind, run after run and once disposed", () => {
    const before = tf.memory().numTensors;
    threeSteps("adam");
    threeSteps("sgd");
    expect(tf.memory().numTensors).toBe(before);

    const weight = variable(tf.scalar(1));
    const step = createTrainingStep({
      weights: [weight],
      optimizer: "adam",
      losses: () => ({ loss: tf.mul<tf.Scalar>(weight, weight) }),
    });
    step.run([], { learningRate: 0.1 });
    const afterFirst = tf.memory().numTensors;
    step.run([], { learningRate: 0.1 });
    expect(tf.memory().numTensors).toBe(afterFirst);
    step.dispose();
    weight.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
