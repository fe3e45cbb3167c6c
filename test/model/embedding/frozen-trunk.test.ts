import { afterEach, beforeEach, expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { type FrozenTrunk, frozenTrunk } from "../../../lib/model/embedding/frozen-trunk";
import { forward } from "../../../lib/model/forward";
import { ageGenderNetwork } from "../../../lib/model/networks/age-gender-network";
import { applyInTurn, applyTo } from "../../../lib/model/networks/seeded-layers";
import { sharedCnn } from "../../../lib/model/networks/shared-cnn";
import { smallFrozenNetwork } from "./small-frozen-network";

let model: tf.LayersModel;
let tensors: number;

beforeEach(() => {
  tensors = tf.memory().numTensors;
  model = smallFrozenNetwork();
});
afterEach(() => {
  model.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
});

function trunkOf(network = model): FrozenTrunk {
  const trunk = frozenTrunk(network);
  if (trunk === undefined) throw new Error("there is a frozen trunk");
  return trunk;
}

test("trunk and heads together are the network", () => {
  const trunk = trunkOf();
  expect(trunk.width).toBe(4);
  expect(trunk.weights).toEqual(model.getLayer("conv").getWeights());
  tf.tidy(() => {
    const images: tf.Tensor4D = tf.randomNormal([5, 8, 8, 3], 0, 1, "float32", 1);
    const embeddings = trunk.embed(images);
    expect(embeddings.shape).toEqual([5, 4]);
    for (const training of [undefined, { step: tf.scalar(7, "int32") }]) {
      const [whole, parts] = [forward(model, images, training), trunk.heads(embeddings, training)];
      expect(parts.age.arraySync()).toEqual(whole.age.arraySync());
      expect(parts.gender.arraySync()).toEqual(whole.gender.arraySync());
    }
    const asOtherwise = trunk.heads(embeddings).age.arraySync();
    expect(trunk.heads(embeddings, { step: tf.scalar(7, "int32") }).age.arraySync()).not.toEqual(asOtherwise);
  });
});

test("only the tensors that are returned are left", () => {
  const images: tf.Tensor4D = tf.zeros([2, 8, 8, 3]);
  const before = tf.memory().numTensors;
  const { embed, heads } = trunkOf();
  const embeddings = embed(images);
  const { age, gender } = heads(embeddings);
  expect(tf.memory().numTensors).toBe(before + 3);
  tf.dispose([images, embeddings, age, gender]);
});

test("its description tells trunks apart that compute otherwise, and not those that differ in what follows", () => {
  const { description } = trunkOf();
  const other = ageGenderNetwork({
    trunk: (images) => {
      const convolution = tf.layers.conv2d({ name: "conv", filters: 4, kernelSize: 3, trainable: false });
      return applyInTurn([convolution, tf.layers.globalMaxPooling2d({})], images);
    },
    imageSize: 8,
  });
  expect(trunkOf(other).description).not.toBe(description);
  other.dispose();
  model.getLayer("features").trainable = false; // behind a dropout, so not of the trunk
  expect(trunkOf().description).toBe(description);
});

test("its description is the same whatever its layers are called, and whatever weights they began with", () => {
  const [one, other] = [1, 2].map((seed) => {
    const kernelInitializer = tf.initializers.heUniform({ seed });
    const network = ageGenderNetwork({
      trunk: (images) =>
        applyInTurn(
          [
            tf.layers.conv2d({ filters: 4, kernelSize: 3, trainable: false, kernelInitializer }),
            tf.layers.globalMaxPooling2d({}),
          ],
          images,
        ),
      imageSize: 8,
    });
    const { description } = trunkOf(network);
    network.dispose();
    return description;
  });
  expect(one).toBe(other);
});

test("the trunk ends where training changes or silences something", () => {
  const network = sharedCnn({ imageSize: 8, filters: [4], dropouts: [0], units: 6, headUnits: 5 });
  expect(frozenTrunk(network)).toBeUndefined(); // nothing is frozen
  for (const layer of network.layers) layer.trainable = !layer.name.startsWith("conv");
  expect(frozenTrunk(network)).toBeUndefined(); // what is embedded is no vector, but [4, 4, 4], before the dropout
  for (const layer of network.layers) layer.trainable = false;
  expect(frozenTrunk(network)).toBeUndefined();
  network.dispose();
  model.getLayer("conv").trainable = true;
  expect(frozenTrunk(model)).toBeUndefined();
});

test("a network all of which is frozen has nothing to learn from embeddings", () => {
  const network = ageGenderNetwork({
    trunk: (images) => applyTo(tf.layers.flatten(), images),
    imageSize: 4,
    headUnits: 0,
  });
  for (const layer of network.layers) layer.trainable = false;
  expect(frozenTrunk(network)).toBeUndefined();
  network.dispose();
});
