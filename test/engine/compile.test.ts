import { describe, expect, test } from "vitest";
import { compile } from "../../lib/engine/compile";
import { nodeBackend } from "../../lib/engine/node-backend";
import { tf } from "../../lib/engine/tensorflow";
import { core } from "../../lib/engine/tensorflow-core";
import { batch, logitsOf, relativeDifference, smallNetwork } from "./small-network";

/** Everything that recording puts something else in place of. */
function globals() {
  const { assign } = tf.Variable.prototype;
  const { apply } = tf.layers.Layer.prototype;
  return [nodeBackend().binding, assign, apply, tf.getGradient("Relu"), Math.random, ...Object.values(core)];
}

const options = { precision: "float32" } as const;

describe("compile", () => {
  test("computes what the function does, for each shape and type that it is given", () => {
    let calls = 0;
    const compiled = compile((x: tf.Tensor, y: tf.Tensor) => {
      calls++;
      return { sum: tf.add(x, y), mean: tf.mean(tf.mul(x, 2)), same: x, chosen: tf.less(x, y) };
    }, options);
    const before = tf.memory().numTensors;
    for (const size of [2, 3, 2, 3]) {
      const [x, y] = [tf.range(0, size), tf.fill([size], 1)];
      const { sum, mean, same, chosen } = compiled.run(x, y);
      expect(Array.from(sum.dataSync())).toEqual([1, 2, 3].slice(0, size));
      expect(mean.arraySync()).toBe(size - 1);
      expect(Array.from(same.dataSync())).toEqual([0, 1, 2].slice(0, size));
      expect(chosen.dtype).toBe("bool");
      expect(Array.from(chosen.dataSync())).toEqual([1, 0, 0].slice(0, size));
      tf.dispose([x, y, sum, mean, same, chosen]);
    }
    expect(calls).toBe(2);
    const integers = tf.tensor1d([1, 2], "int32");
    const { sum, ...rest } = compiled.run(integers, integers);
    expect(sum.dtype).toBe("int32");
    expect(Array.from(sum.dataSync())).toEqual([2, 4]);
    tf.dispose([integers, sum, ...Object.values(rest)]);
    expect(calls).toBe(3);
    expect(tf.memory().numTensors).toBe(before);
    compiled.dispose();
  });

  test.each(["float32", "bfloat16"] as const)("runs a network forward in %s", (precision) => {
    const model = smallNetwork();
    const [images, classes] = batch(5, 1);
    const compiled = compile((input: tf.Tensor4D) => ({ logits: logitsOf(model, input) }), { precision });
    const { logits } = compiled.run(images);
    const expected = logitsOf(model, images);
    expect(relativeDifference([logits], [expected])).toBeLessThan(precision === "float32" ? 1e-5 : 0.05);
    expect(compiled.precision).toBe(precision);
    tf.dispose([images, classes, logits, expected]);
    compiled.dispose();
    model.dispose();
  });

  test("reads a variable's value at the time of the run, and assigns to it", () => {
    const counter = tf.tidy(() => tf.variable(tf.scalar(1)));
    const compiled = compile((step: tf.Tensor) => {
      const before = counter.clone();
      counter.assign(tf.add(counter, step));
      return { before, after: counter };
    }, options);
    const two = tf.scalar(2);
    const run = () => {
      const { before, after } = compiled.run(two);
      const values = [before.arraySync(), after.arraySync(), counter.arraySync()];
      tf.dispose([before, after]);
      return values;
    };
    expect(run()).toEqual([1, 3, 3]);
    expect(run()).toEqual([3, 5, 5]);
    tf.tidy(() => counter.assign(tf.scalar(10)));
    expect(run()).toEqual([10, 12, 12]);
    compiled.dispose();
    expect(counter.arraySync()).toBe(12);
    tf.dispose([counter, two]);
  });

  test("shares variables with other compiled functions", () => {
    const weight = tf.tidy(() => tf.variable(tf.scalar(1)));
    const increase = compile(() => {
      weight.assign(tf.add(weight, 1));
      return { weight };
    }, options);
    const double = compile(() => ({ doubled: tf.mul(weight, 2) }), options);
    for (const expected of [4, 6]) {
      increase.run().weight.dispose();
      const { doubled } = double.run();
      expect(doubled.arraySync()).toBe(expected);
      doubled.dispose();
    }
    increase.dispose();
    double.dispose();
    weight.dispose();
  });

  test("takes a tensor made before as it is, even if a variable started from it", () => {
    const start = tf.tensor1d([1, 2]);
    const weight = tf.variable(start);
    const compiled = compile(() => {
      weight.assign(tf.mul(weight, 10));
      return { weight, start: tf.add(start, 0) };
    }, options);
    const results = compiled.run();
    compiled.run();
    expect(Array.from(results.start.dataSync())).toEqual([1, 2]);
    expect(Array.from(weight.dataSync())).toEqual([100, 200]);
    compiled.dispose();
  });

  test.each<[string, (x: tf.Tensor) => tf.Tensor, RegExp]>([
    ["numbers drawn in JavaScript", (x) => tf.mul(x, Math.random()), /Math\.random/],
    ["TensorFlow.js's gamma distribution", (x) => tf.add(x, tf.randomGamma([2], 1)), /tf\.randomGamma/],
    ["operations with a state", (x) => tf.multinomial(x.as1D(), 1, 3), /Multinomial/],
    ["values read in JavaScript", (x) => tf.mul(x, x.dataSync()[0] ?? 0), /reads in JavaScript/],
    ["a variable made in each run", (x) => tf.variable(x, true, "made"), /makes a variable, made/],
  ])("refuses %s, and leaves all as it was", (_, fn, message) => {
    const before = globals();
    const numTensors = tf.memory().numTensors;
    const compiled = compile((x: tf.Tensor) => ({ result: fn(x) }), options);
    const x = tf.tensor1d([1, 2]);
    expect(() => compiled.run(x)).toThrow(message);
    expect(globals()).toEqual(before);
    x.dispose();
    compiled.dispose();
    tf.engine().registeredVariables.made?.dispose();
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  test("leaves all as it was when the function throws, its variables too", () => {
    const before = globals();
    const weight = tf.tidy(() => tf.variable(tf.scalar(1)));
    const compiled = compile(() => {
      weight.assign(tf.scalar(2));
      throw new Error("not today");
    }, options);
    expect(() => compiled.run()).toThrow("not today");
    expect(globals()).toEqual(before);
    expect(weight.arraySync()).toBe(1);
    weight.dispose();
  });
});
