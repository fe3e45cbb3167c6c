import { expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { ageGenderNetwork, type Trunk } from "../../../lib/model/networks/age-gender-network";
import { VGG_16_CONVOLUTIONS, vgg16Trunk } from "../../../lib/model/networks/vgg-16";
import { createJointStep } from "../../../lib/training/step/joint-step";
import { fakeSplit } from "../fake-split";
import { countWeights } from "./count-weights";

/** Keras 3.15's count of weights of `keras.applications.VGG16()`, and of its last layer, of 1,000 classes. */
const KERAS = { all: 138_357_544, predictions: 4_097_000, convolutions: 14_714_688 };
const HEADS = 4097 * (101 + 2);

const small: Trunk = (images, { seed }) => vgg16Trunk(images, { units: 16, denseDropout: 0, seed });

test("has Keras's count of weights at 224 px, with DEX's classes in place of ImageNet's", () => {
  const count = countWeights(() => ageGenderNetwork({ trunk: "vgg-16" }));
  expect(count).toBe(KERAS.all - KERAS.predictions + HEADS);
  expect(count - HEADS).toBe(134_260_544);
});

test("has Keras's layers: their names, shapes and weights", () => {
  const tensors = tf.memory().numTensors;
  const model = ageGenderNetwork({ trunk: small, imageSize: 32 });
  const layers = model.layers.map((layer) => [layer.name, layer.outputShape.slice(1), layer.countParams()]);
  expect(layers).toEqual([
    ["images", [32, 32, 3], 0],
    ["block1_conv1", [32, 32, 64], 1_792],
    ["block1_conv2", [32, 32, 64], 36_928],
    ["block1_pool", [16, 16, 64], 0],
    ["block2_conv1", [16, 16, 128], 73_856],
    ["block2_conv2", [16, 16, 128], 147_584],
    ["block2_pool", [8, 8, 128], 0],
    ["block3_conv1", [8, 8, 256], 295_168],
    ["block3_conv2", [8, 8, 256], 590_080],
    ["block3_conv3", [8, 8, 256], 590_080],
    ["block3_pool", [4, 4, 256], 0],
    ["block4_conv1", [4, 4, 512], 1_180_160],
    ["block4_conv2", [4, 4, 512], 2_359_808],
    ["block4_conv3", [4, 4, 512], 2_359_808],
    ["block4_pool", [2, 2, 512], 0],
    ["block5_conv1", [2, 2, 512], 2_359_808],
    ["block5_conv2", [2, 2, 512], 2_359_808],
    ["block5_conv3", [2, 2, 512], 2_359_808],
    ["block5_pool", [1, 1, 512], 0],
    ["flatten", [512], 0],
    ["fc1", [16], 8_208],
    ["fc1_dropout", [16], 0],
    ["fc2", [16], 272],
    ["fc2_dropout", [16], 0],
    ["age_hidden", [1024], 17_408],
    ["gender_hidden", [1024], 17_408],
    ["age_logits", [101], 103_525],
    ["gender_logits", [2], 2_050],
  ]);
  const convolutions = VGG_16_CONVOLUTIONS.map((name) => model.getLayer(name).countParams());
  expect(convolutions.reduce((sum, count) => sum + count)).toBe(KERAS.convolutions);
  model.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
});

test("learns in a few compiled steps", async () => {
  const model = ageGenderNetwork({ trunk: small, imageSize: 32, headUnits: 0 });
  const { ages, genders, readImages } = fakeSplit({ count: 4, imageSize: 32 });
  const rows = Int32Array.of(0, 1, 2, 3);
  const batch = { rows, images: await readImages(rows), ages, genders, size: 4, imageSize: 32 };
  const step = createJointStep(model, { optimizer: "adam", precision: "float32", seed: 1 });
  const losses = [1, 2, 3, 4, 5].map((number) => step.run(batch, number, { learningRate: 1e-4 }).loss);
  expect(step.mode).toBe("compiled, float32");
  expect(losses.at(-1)).toBeLessThan(0.9 * Number(losses[0]));
  step.dispose();
  model.dispose();
});

test("refuses images that its five poolings would leave nothing of", () => {
  expect(() => ageGenderNetwork({ trunk: "vgg-16", imageSize: 31 })).toThrow(
    "VGG-16 takes images of 32 px or more, not of 31 px",
  );
});
