import { afterEach, describe, expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { Dropout } from "../../../lib/model/networks/seeded-dropout";

const count = 10_000;
const ones = tf.ones([1, count]);
const steps = [tf.scalar(0, "int32"), tf.scalar(1, "int32")];
const tensors = tf.memory().numTensors;

afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensors);
});

function drop(layer: Dropout, step: number): number[] {
  const output = layer.call(ones, { training: true, step: steps[step] });
  const values = Array.from(output.dataSync());
  output.dispose();
  return values;
}

describe("Dropout", () => {
  test("zeroes a share of the values and scales the others so that their mean stays", () => {
    const values = drop(new Dropout({ rate: 0.4, seed: 1 }), 1);
    const dropped = values.filter((value) => value === 0).length / count;
    expect(Math.abs(dropped - 0.4)).toBeLessThan(0.025); // five standard deviations
    for (const value of new Set(values.filter((value) => value !== 0))) expect(value).toBeCloseTo(1 / 0.6, 6);
  });

  test("draws another mask at each step and the same again for the same step", () => {
    const layer = new Dropout({ rate: 0.4, seed: 1 });
    expect(drop(layer, 1)).toEqual(drop(layer, 1));
    expect(drop(layer, 1)).not.toEqual(drop(layer, 0));
    expect(drop(layer, 1)).not.toEqual(drop(new Dropout({ rate: 0.4, seed: 2 }), 1));
  });

  test("does nothing outside of training", () => {
    expect(new Dropout({ rate: 0.4, seed: 1 }).call(ones, { training: false })).toBe(ones);
  });

  test("asks for the step in training", () => {
    const layer = new Dropout({ name: "dropout_1", rate: 0.4, seed: 1 });
    expect(() => layer.call(ones, { training: true })).toThrow("dropout_1 needs the step's number");
  });

  test("refuses a rate that leaves nothing", () => {
    expect(() => new Dropout({ name: "dropout_1", rate: 1, seed: 1 })).toThrow("dropout_1: the rate must be");
  });

  test("without a seed, takes one from its name: as when a network of another program is loaded", () => {
    const [one, two] = ["dropout_1", "dropout_2"].map((name) => new Dropout({ name, rate: 0.4 }));
    if (!one || !two) throw new Error("two layers expected");
    expect(drop(one, 1)).not.toEqual(drop(two, 1));
    expect(drop(one, 1)).toEqual(drop(new Dropout({ name: "dropout_1", rate: 0.4 }), 1));
  });

  test("is described like Keras's layer of this name", () => {
    const layer = new Dropout({ name: "dropout_1", rate: 0.4, seed: 7 });
    expect(layer.getClassName()).toBe("Dropout");
    expect(layer.getConfig()).toMatchObject({ name: "dropout_1", rate: 0.4, seed: 7 });
  });
});
