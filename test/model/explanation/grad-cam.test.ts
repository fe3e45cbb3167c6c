import { afterEach, beforeEach, expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { gradCam } from "../../../lib/model/explanation/grad-cam";
import { ageGenderNetwork } from "../../../lib/model/networks/age-gender-network";
import { applyInTurn } from "../../../lib/model/networks/seeded-layers";
import { sharedCnn } from "../../../lib/model/networks/shared-cnn";
import { standardize } from "../../../lib/model/standardize";
import { onePixelNetwork } from "./one-pixel-network";

let tensors: number;
beforeEach(() => {
  tensors = tf.memory().numTensors;
});
afterEach(() => expect(tf.memory().numTensors).toBe(tensors));

/** Images of noise. */
function noise(count: number, size: number): Uint8Array {
  return Uint8Array.from({ length: count * size * size * 3 }, (_, index) => (index * index * 7919 + index * 31) % 251);
}

function tensorOf(value: unknown): tf.Tensor {
  if (!(value instanceof tf.Tensor)) throw new Error("this is not one tensor");
  return value;
}

/** What a network is given of images, in plain arrays: [image][row][column][channel]. */
function standardized(images: Uint8Array, count: number, size: number): number[][][][] {
  return tf.tidy(() => standardize(tf.tensor4d(images, [count, size, size, 3])).arraySync());
}

test("of a network that is two channels and their means, the maps are those that are worked out by hand", () => {
  const model = ageGenderNetwork({
    trunk: (images) =>
      applyInTurn(
        [
          tf.layers.conv2d({ name: "conv", filters: 2, kernelSize: 1, activation: "relu" }),
          tf.layers.globalAveragePooling2d({}),
        ],
        images,
      ),
    imageSize: 4,
    headUnits: 0,
  });
  const ageWeights = [0, 1].map((channel) => Array.from({ length: 101 }, (_, age) => Math.sin(age + 5 * channel)));
  const genderWeights = [
    [0.5, -1],
    [2, 0.25],
  ];
  tf.tidy(() => {
    const red = [1, 0];
    const blue = [0, 1];
    model.getLayer("conv").setWeights([tf.tensor4d([red, [0, 0], blue].flat(), [1, 1, 3, 2]), tf.zeros([2])]);
    model.getLayer("age_logits").setWeights([tf.tensor2d(ageWeights), tf.zeros([101])]);
    model.getLayer("gender_logits").setWeights([tf.tensor2d(genderWeights), tf.zeros([2])]);
  });
  const images = noise(3, 4);
  const explainer = gradCam(model);
  const maps = explainer.explain(images);
  expect(maps.side).toBe(4);
  for (const [face, rows] of standardized(images, 3, 4).entries()) {
    const places = rows.flat();
    const channels = [0, 2].map((color) => places.map((pixel) => Math.max(0, pixel[color] ?? 0)));
    const means = channels.map((values) => values.reduce((sum, value) => sum + value, 0) / 16);
    const logit = (weights: number[][], output: number) =>
      means.reduce((sum, mean, channel) => sum + mean * (weights[channel]?.[output] ?? 0), 0);
    const answer = logit(genderWeights, 1) > logit(genderWeights, 0) ? 1 : 0;
    const exponentials = Array.from({ length: 101 }, (_, age) => Math.exp(logit(ageWeights, age)));
    const total = exponentials.reduce((sum, value) => sum + value, 0);
    const expected = exponentials.reduce((sum, value, age) => sum + (age * value) / total, 0);
    const followsAge = ageWeights.map((weights) =>
      weights.reduce((sum, weight, age) => sum + (weight * (age - expected) * (exponentials[age] ?? 0)) / total, 0),
    );
    const weighted = (follows: (number | undefined)[]) =>
      places.map((_, place) =>
        channels.reduce((sum, values, channel) => sum + ((values[place] ?? 0) * (follows[channel] ?? 0)) / 16, 0),
      );
    const ofGender = weighted(genderWeights.map((weights) => weights[answer]));
    const ofAge = weighted(followsAge).map(Math.abs);
    for (let place = 0; place < 16; place++) {
      expect(maps.gender[face]?.[place]).toBeCloseTo(ofGender[place] ?? Number.NaN, 5);
      expect(maps.age[face]?.[place]).toBeCloseTo(ofAge[place] ?? Number.NaN, 3);
    }
  }
  explainer.dispose();
  model.dispose();
});

test("how much an answer follows a channel is what finite differences say", () => {
  const model = sharedCnn({ imageSize: 16, filters: [4, 5], dropouts: [0.2, 0.2], units: 8, headUnits: 8, seed: 3 });
  const images = noise(1, 16);
  const explainer = gradCam(model);
  const { side, age, gender } = explainer.explain(images);
  expect(side).toBe(4);
  tf.tidy(() => {
    const toMap = tf.model({ inputs: model.inputs, outputs: model.getLayer("pool_2").output });
    const map = tensorOf(toMap.predict(tf.tensor4d(standardized(images, 1, 16))));
    const scores = (values: tf.Tensor) => {
      const through = (...names: string[]) =>
        names.reduce((value, name) => tensorOf(model.getLayer(name).apply(value)), values);
      const ages = tf.softmax(through("flatten", "features", "age_hidden", "age_logits"));
      return {
        age: ages.mul(tf.range(0, 101)).sum().dataSync()[0] ?? Number.NaN,
        gender: through("flatten", "features", "gender_hidden", "gender_logits").max().dataSync()[0] ?? Number.NaN,
      };
    };
    const step = 0.02;
    const follows = Array.from({ length: 5 }, (_, channel) => {
      const change = tf.oneHot(tf.scalar(channel, "int32"), 5).mul(step); // at all places
      const [more, less] = [scores(map.add(change)), scores(map.sub(change))];
      const slope = (head: "age" | "gender") => (more[head] - less[head]) / (2 * step) / 16;
      return { age: slope("age"), gender: slope("gender") };
    });
    const expected = (head: "age" | "gender") =>
      Array.from(
        map
          .mul(tf.tensor1d(follows.map((one) => one[head])))
          .sum(3)
          .dataSync(),
      );
    const largest = (values: number[]) => Math.max(...values.map(Math.abs));
    for (const [place, value] of expected("gender").entries()) {
      expect(Math.abs((gender[0]?.[place] ?? Number.NaN) - value)).toBeLessThan(0.01 * largest(expected("gender")));
    }
    for (const [place, value] of expected("age").entries()) {
      expect(Math.abs((age[0]?.[place] ?? Number.NaN) - Math.abs(value))).toBeLessThan(0.01 * largest(expected("age")));
    }
  });
  explainer.dispose();
  model.dispose();
});

test.each(["residual", "faceres"] as const)("finds the last feature map that has places in %s", (trunk) => {
  const model = ageGenderNetwork({ trunk, imageSize: 32 });
  const explainer = gradCam(model);
  const maps = explainer.explain(noise(2, 32));
  expect(maps.side).toBe(2);
  expect(maps.age.map(({ length }) => length)).toEqual([4, 4]);
  explainer.dispose();
  model.dispose();
});

test("a network without a feature map is refused", () => {
  const model = onePixelNetwork();
  expect(() => gradCam(model)).toThrow("one_pixel has no feature map between its image and its heads");
  model.dispose();
});
