import { describe, expect, test, vi } from "vitest";
import { nodeBackend } from "../../../lib/engine/node-backend";
import { tf } from "../../../lib/engine/tensorflow";
import { compiledTrainingStep } from "../../../lib/engine/training-step/compiled-training-step";
import { eagerTrainingStep } from "../../../lib/engine/training-step/eager-training-step";
import { createTrainingStep } from "../../../lib/engine/training-step/training-step";
import { apply, batch, logitsOf, losses, relativeDifference, smallNetwork, trained } from "../small-network";

describe("a compiled training step", () => {
  test.each(["sgd", "momentum", "rmsprop", "adam"] as const)(
    "with %s trains as one that runs operation by operation does, a smaller batch now and then included",
    (optimizer) => {
      const [model, other] = [smallNetwork(), smallNetwork()];
      const compiled = compiledTrainingStep({
        losses: losses(model),
        weights: trained(model),
        optimizer,
        precision: "float32",
      });
      const eager = eagerTrainingStep({ losses: losses(other), weights: trained(other), optimizer });
      for (let step = 0; step < 30; step++) {
        const inputs = batch(step % 5 === 4 ? 3 : 6, step);
        const actual = compiled.run(inputs, { learningRate: 0.01 });
        const expected = eager.run(inputs, { learningRate: 0.01 });
        expect(Math.abs(actual.loss / expected.loss - 1)).toBeLessThan(1e-4);
        expect(Math.abs(actual.entropy / expected.entropy - 1)).toBeLessThan(1e-4);
        tf.dispose(inputs);
      }
      // all weights, so moving averages too
      expect(relativeDifference(model.getWeights(), other.getWeights())).toBeLessThan(1e-4);
      for (const owned of [compiled, eager, model, other]) owned.dispose();
    },
  );

  test("is the same bit for bit with the same seed, dropout included, and another with another seed", () => {
    const run = (seed: number) => {
      const model = smallNetwork({ dropout: 0.5 });
      const step = createTrainingStep({
        losses: losses(model),
        weights: trained(model),
        optimizer: "adam",
        precision: "float32",
        seed,
      });
      const results = [0, 1, 2].map((index) => {
        const inputs = batch(6, index);
        const { loss } = step.run(inputs, { learningRate: 0.01 });
        tf.dispose(inputs);
        return loss;
      });
      for (const owned of [step, model]) owned.dispose();
      return results;
    };
    expect(run(7)).toEqual(run(7));
    expect(run(8)).not.toEqual(run(7));
  });

  test("in bfloat16 trains much as in float32, with float32 weights", () => {
    const run = (precision: "float32" | "bfloat16") => {
      const model = smallNetwork();
      const step = createTrainingStep({ losses: losses(model), weights: trained(model), optimizer: "adam", precision });
      expect(step.mode).toContain(`compiled, ${precision}`);
      const inputs = batch(12, 0);
      const results = Array.from({ length: 40 }, () => step.run(inputs, { learningRate: 0.01 }).loss);
      expect(model.getWeights().every(({ dtype }) => dtype === "float32")).toBe(true);
      tf.dispose(inputs);
      for (const owned of [step, model]) owned.dispose();
      return results;
    };
    const [full, rounded] = [run("float32"), run("bfloat16")];
    expect(rounded).not.toEqual(full);
    expect(full[39]).toBeLessThan(0.5 * (full[0] ?? 0));
    expect(rounded[39]).toBeLessThan(0.5 * (full[0] ?? 0));
    expect(Math.abs((rounded[0] ?? 0) / (full[0] ?? 0) - 1)).toBeLessThan(0.02);
  });

  test("lets weights be read and written at any time; a copy keeps what it copied", () => {
    const weight = tf.tidy(() => tf.variable(tf.tensor1d([1, 2])));
    const step = createTrainingStep({
      losses: () => ({ loss: tf.sum<tf.Scalar>(weight) }),
      weights: [weight],
      optimizer: "sgd",
      precision: "float32",
    });
    step.run([], { learningRate: 1 });
    const copy = weight.clone();
    expect(Array.from(weight.dataSync())).toEqual([0, 1]);
    step.run([], { learningRate: 1 });
    const unreadCopy = weight.clone();
    step.run([], { learningRate: 1 });
    expect(Array.from(copy.dataSync())).toEqual([0, 1]);
    expect(Array.from(unreadCopy.dataSync())).toEqual([-1, 0]);
    tf.tidy(() => weight.assign(tf.tensor1d([10, 20])));
    expect(step.run([], { learningRate: 1 }).loss).toBe(30);
    expect(tf.tidy(() => tf.add(weight, 1).arraySync())).toEqual([10, 20]);
    step.run([], { learningRate: 1 });
    step.dispose();
    expect(Array.from(weight.dataSync())).toEqual([8, 18]);
    tf.dispose([weight, copy, unreadCopy]);
  });

  test("falls back to single operations for what cannot be compiled, and names the layer", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const embed = () => {
      const input = tf.input({ shape: [2], dtype: "int32" });
      const layer = tf.layers.embedding({ name: "words", inputDim: 4, outputDim: 2, embeddingsInitializer: "ones" });
      return tf.model({ inputs: input, outputs: apply(layer, input) });
    };
    const model = embed();
    const step = createTrainingStep({
      losses: (words: tf.Tensor2D) => ({ loss: tf.mean<tf.Scalar>(logitsOf(model, words)) }),
      weights: trained(model),
      optimizer: "sgd",
    });
    const words = tf.tensor2d([[0, 3]], [1, 2], "int32");
    expect(step.run([words], { learningRate: 1 }).loss).toBe(1);
    expect(step.run([words], { learningRate: 1 }).loss).toBeLessThan(1);
    expect(step.mode).toMatch(/layer "words"/);
    expect(warn).toHaveBeenCalledOnce();
    warn.mockRestore();
    tf.dispose(words);
    for (const owned of [step, model]) owned.dispose();
  });

  test("keeps no memory: 2,000 steps, then 50 compilations", () => {
    const { binding } = nodeBackend();
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 100, inputShape: [192] }),
        tf.layers.dropout({ rate: 0.5 }),
        tf.layers.dense({ units: 3 }),
      ],
    });
    const inputs = batch(4, 0);
    const create = () =>
      createTrainingStep({
        losses: (images: tf.Tensor4D, classes: tf.Tensor2D) => {
          const logits = logitsOf(model, tf.reshape(images, [4, 192]), true);
          return { loss: tf.mean<tf.Scalar>(tf.squaredDifference(logits, classes)) };
        },
        weights: trained(model),
        optimizer: "adam",
      });
    const counts = () => [tf.memory().numTensors, binding.getNumOfTensors(), binding.getNumOfSavedModels()];
    const compileOnce = () => {
      const step = create();
      step.run(inputs, { learningRate: 0.001 });
      step.dispose();
    };
    const growth = (count: number, body: () => void) => {
      const before = process.memoryUsage.rss();
      for (let index = 0; index < count; index++) body();
      return process.memoryUsage.rss() - before;
    };

    const step = create();
    const run = () => step.run(inputs, { learningRate: 0.001 });
    growth(200, run);
    const running = counts();
    expect(growth(2000, run)).toBeLessThan(20e6);
    expect(counts()).toEqual(running);
    step.dispose();

    growth(20, compileOnce);
    const before = counts();
    expect(growth(50, compileOnce)).toBeLessThan(50e6);
    expect(counts()).toEqual(before);
    tf.dispose(inputs);
    model.dispose();
  });
});
