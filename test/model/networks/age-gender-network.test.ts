import { afterEach, beforeEach, expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import {
  type AgeGenderNetworkOptions,
  ageGenderNetwork,
  type Trunk,
} from "../../../lib/model/networks/age-gender-network";
import { applyInTurn } from "../../../lib/model/networks/seeded-layers";
import { sharedCnn, sharedTrunk } from "../../../lib/model/networks/shared-cnn";
import { weightsFingerprint } from "../../../lib/training/run/open-run";

const models: tf.LayersModel[] = [];
let tensors: number;

beforeEach(() => {
  tensors = tf.memory().numTensors;
});
afterEach(() => {
  for (const model of models.splice(0)) model.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
});

function network(options: AgeGenderNetworkOptions): tf.LayersModel {
  const model = ageGenderNetwork(options);
  models.push(model);
  return model;
}

test("without a trunk's name it is the reference, weight by weight", () => {
  const reference = sharedCnn({ imageSize: 8, seed: 5 });
  models.push(reference);
  const [unnamed, named] = [
    network({ imageSize: 8, seed: 5 }),
    network({ trunk: "shared-cnn", imageSize: 8, seed: 5 }),
  ];
  for (const model of [unnamed, named]) {
    expect(model.toJSON()).toEqual(reference.toJSON());
    expect(weightsFingerprint(model)).toBe(weightsFingerprint(reference));
  }
});

test("takes a trunk of one's own, which gets the seed", () => {
  const tiny: Trunk = (images, { seed }) =>
    sharedTrunk(images, { filters: [4], dropouts: [0], units: 6, denseDropout: 0, seed });
  const model = network({ trunk: tiny, imageSize: 8, headUnits: 5, seed: 3 });
  const other = network({ trunk: tiny, imageSize: 8, headUnits: 5, seed: 4, name: "other" });
  expect([model.name, other.name]).toEqual(["tiny", "other"]);
  expect(weightsFingerprint(model)).not.toBe(weightsFingerprint(other));
  expect(model.outputs.map(({ shape }) => shape)).toEqual([
    [null, 101],
    [null, 2],
  ]);
  const shapes = model.weights.map(({ shape }) => shape.join("x")).filter((shape) => shape.includes("x"));
  expect(shapes).toEqual(["5x5x3x4", "64x6", "6x5", "6x5", "5x101", "5x2"]);
});

test("heads need no hidden layer", () => {
  const trunk: Trunk = (images) => applyInTurn([tf.layers.globalAveragePooling2d({})], images);
  const model = network({ trunk, imageSize: 8, headUnits: 0 });
  expect(model.weights.map(({ shape }) => shape)).toEqual([[3, 101], [101], [3, 2], [2]]);
});

test("refuses a trunk that does not end in a vector, and a name that there is not", () => {
  const flat: Trunk = (images) => images;
  expect(() => ageGenderNetwork({ trunk: flat, imageSize: 8 })).toThrow(
    "the features of the trunk flat are [8,8,3], not a vector: end it with tf.layers.flatten()",
  );
  const name: string = "resnet";
  const isTrunk = (_: string): _ is "shared-cnn" => true;
  if (isTrunk(name))
    expect(() => ageGenderNetwork({ trunk: name })).toThrow("there is no trunk resnet: it is one of shared-cnn");
});
