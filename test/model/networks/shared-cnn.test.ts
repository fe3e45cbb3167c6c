import { describe, expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { forward, imageSizeOf } from "../../../lib/model/forward";
import { ageHead, genderHead, sharedCnn, sharedTrunk } from "../../../lib/model/networks/shared-cnn";
import { countWeights } from "./count-weights";

const small = { filters: [4, 8, 8], units: 16, headUnits: 8 };

describe("sharedCnn", () => {
  test("has the reference's count of weights", () => {
    expect(countWeights(() => sharedCnn({ imageSize: 224 }))).toBe(105_224_871);
    expect(countWeights(() => sharedCnn({ imageSize: 64 }))).toBe(10_853_031);
  });

  test("is the reference's network, layer by layer", () => {
    const model = sharedCnn({ imageSize: 8 });
    const layers = model.layers.map((layer) => [layer.name, layer.outputShape.slice(1), layer.countParams()]);
    expect(layers).toEqual([
      ["images", [8, 8, 3], 0],
      ["conv_1", [8, 8, 32], 2_432],
      ["pool_1", [4, 4, 32], 0],
      ["dropout_1", [4, 4, 32], 0],
      ["conv_2", [4, 4, 64], 51_264],
      ["pool_2", [2, 2, 64], 0],
      ["dropout_2", [2, 2, 64], 0],
      ["conv_3", [2, 2, 128], 204_928],
      ["pool_3", [1, 1, 128], 0],
      ["dropout_3", [1, 1, 128], 0],
      ["flatten", [128], 0],
      ["features", [1024], 132_096],
      ["features_dropout", [1024], 0],
      ["age_hidden", [1024], 1_049_600],
      ["gender_hidden", [1024], 1_049_600],
      ["age_logits", [101], 103_525],
      ["gender_logits", [2], 2_050],
    ]);
    const rates = model.layers.map((layer) => layer.getConfig().rate).filter((rate) => rate !== undefined);
    expect(rates).toEqual([0.2, 0.4, 0.7, 0.4]);
    const activations = model.layers.map((layer) => layer.getConfig().activation).filter(Boolean);
    expect(activations).toEqual(["relu", "relu", "relu", "relu", "linear", "linear", "linear", "linear"]);
    model.dispose();
  });

  test("starts from Glorot uniform kernels and zero biases, as Keras does", () => {
    const model = sharedCnn({ imageSize: 8, seed: 3 });
    for (const weight of model.weights) {
      const values = Array.from(weight.read().dataSync());
      if (weight.shape.length === 1) {
        expect(values.every((value) => value === 0)).toBe(true);
        continue;
      }
      const fans = weight.shape.slice(-2).map((size) => Number(size) * (weight.shape.length === 4 ? 25 : 1));
      const limit = Math.sqrt(6 / fans.reduce((sum, fan) => sum + fan));
      const largest = values.reduce((maximum, value) => Math.max(maximum, Math.abs(value)), 0);
      expect(largest).toBeLessThanOrEqual(limit * 1.000001);
      expect(largest).toBeGreaterThan(limit * 0.99);
      const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
      expect(Math.sqrt(variance) / (limit / Math.sqrt(3))).toBeCloseTo(1, 1);
    }
    model.dispose();
  });

  test("the same seed gives the same weights, another seed and another layer others", () => {
    const [first, again, other] = [1, 1, 2].map((seed) => sharedCnn({ ...small, imageSize: 8, seed }));
    const kernel = (model: tf.LayersModel | undefined, name: string) =>
      Array.from(model?.getLayer(name).getWeights()[0]?.dataSync() ?? []);
    expect(kernel(first, "conv_1")).toEqual(kernel(again, "conv_1"));
    expect(kernel(first, "conv_1")).not.toEqual(kernel(other, "conv_1"));
    expect(kernel(first, "age_hidden")).not.toEqual(kernel(first, "gender_hidden"));
    for (const model of [first, again, other]) model?.dispose();
  });

  test("its parts make other networks: every number is an option", () => {
    const images = tf.input({ shape: [12, 12, 3] });
    const features = sharedTrunk(images, {
      filters: [4, 6],
      dropouts: [0, 0.5],
      kernelSize: 3,
      poolSize: 3,
      units: 10,
      denseDropout: 0.1,
    });
    const model = tf.model({
      inputs: images,
      outputs: [ageHead(features, { units: 5 }), genderHead(features, { units: 7 })],
    });
    const shapes = model.weights.map(({ shape }) => shape.join("x")).filter((shape) => shape.includes("x"));
    expect(shapes).toEqual(["3x3x3x4", "3x3x4x6", "24x10", "10x5", "10x7", "5x101", "7x2"]);
    model.dispose();
  });

  test("refuses dropouts that do not match the convolutions", () => {
    expect(() => sharedCnn({ imageSize: 8, filters: [4, 4] })).toThrow("2 filters, 3 dropouts");
  });
});

describe("forward", () => {
  test("computes both heads' logits, the same each time outside of training", () => {
    const model = sharedCnn({ ...small, imageSize: 8 });
    const images = tf.randomNormal<tf.Rank.R4>([3, 8, 8, 3]);
    const before = tf.memory().numTensors;
    const [logits, again] = [forward(model, images), forward(model, images)];
    expect(logits.age.shape).toEqual([3, 101]);
    expect(logits.gender.shape).toEqual([3, 2]);
    expect(again.age.arraySync()).toEqual(logits.age.arraySync());
    expect(tf.memory().numTensors).toBe(before + 4);
    tf.dispose([images, logits, again].flatMap((value) => (value instanceof tf.Tensor ? value : Object.values(value))));
    model.dispose();
    expect(tf.memory().numTensors).toBe(0);
  });

  test("drops values in training, by the step", () => {
    const model = sharedCnn({ ...small, imageSize: 8 });
    const values = tf.tidy(() => {
      const images = tf.ones<tf.Rank.R4>([1, 8, 8, 3]);
      const ages = [1, 1, 2].map((step) => forward(model, images, { step: tf.scalar(step, "int32") }).age);
      return ages.map((age) => age.arraySync());
    });
    expect(values[0]).toEqual(values[1]);
    expect(values[0]).not.toEqual(values[2]);
    model.dispose();
  });
});

describe("imageSizeOf", () => {
  test("reads the size from the network's input", () => {
    const model = sharedCnn({ ...small, imageSize: 16 });
    expect(imageSizeOf(model)).toBe(16);
    model.dispose();
  });

  test("refuses another kind of network and says what it is", () => {
    const input = tf.input({ shape: [4] });
    const output = tf.layers.dense({ units: 2 }).apply(input);
    if (!(output instanceof tf.SymbolicTensor)) throw new Error("one output expected");
    const model = tf.model({ inputs: input, outputs: output, name: "classifier" });
    expect(() => imageSizeOf(model)).toThrow("the network classifier takes and gives 4, 2, not square images");
    model.dispose();
  });
});
