import { expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { ageGenderNetwork, type Trunk } from "../../../lib/model/networks/age-gender-network";
import { residualTrunk } from "../../../lib/model/networks/residual";
import { weightsFingerprint } from "../../../lib/training/run/open-run";

const small: Trunk = (images, { seed }) => residualTrunk(images, { filters: [4, 6], blocks: 1, seed });

test("has 1,253,959 weights at any size, and halves width and height four times up to the features", () => {
  const model = ageGenderNetwork({ trunk: "residual", imageSize: 64 });
  const shapes = ["stem_conv", ...[1, 2, 3, 4].map((stage) => `stage_${stage}_block_1_add`), "features"];
  expect(shapes.map((name) => model.getLayer(name).outputShape.slice(1))).toEqual([
    [32, 32, 32],
    [32, 32, 32],
    [16, 16, 64],
    [8, 8, 128],
    [4, 4, 256],
    [256],
  ]);
  expect(model.countParams()).toBe(1_253_959);
  const other = ageGenderNetwork({ trunk: "residual", imageSize: 37 });
  expect(other.countParams()).toBe(1_253_959);
  for (const network of [model, other]) network.dispose();
});

test("a block adds what went in, through a convolution of 1 x 1 only where the shape changes", () => {
  const model = ageGenderNetwork({ trunk: small, imageSize: 8 });
  const addends = (name: string) => {
    const { input } = model.getLayer(name);
    return [input].flat().map(({ sourceLayer }) => sourceLayer.name);
  };
  expect(addends("stage_1_block_1_add")).toEqual(["stem_conv", "stage_1_block_1_2_conv"]);
  expect(addends("stage_2_block_1_add")).toEqual(["stage_2_block_1_shortcut", "stage_2_block_1_2_conv"]);
  expect(addends("stage_2_block_1_shortcut")).toEqual(["stage_2_block_1_1_relu"]);
  model.dispose();
});

test("starts from He et al.'s uniform kernels, without biases; the same seed gives the same ones", () => {
  const [first, again, other] = [1, 1, 2].map((seed) => ageGenderNetwork({ trunk: "residual", imageSize: 16, seed }));
  if (first === undefined || again === undefined || other === undefined)
    throw new Error("three networks were expected");
  expect(weightsFingerprint(first)).toBe(weightsFingerprint(again));
  expect(weightsFingerprint(first)).not.toBe(weightsFingerprint(other));
  const convolutions = first.layers.filter((layer) => layer.getClassName() === "Conv2D");
  expect(convolutions).toHaveLength(12);
  for (const layer of convolutions) {
    const weights = layer.getWeights();
    expect(weights).toHaveLength(1);
    const [kernel] = weights;
    if (kernel === undefined) throw new Error("a kernel was expected");
    const [height = 0, width = 0, channels = 0] = kernel.shape;
    const limit = Math.sqrt(6 / (height * width * channels));
    const { largest, deviation } = tf.tidy(() => ({
      largest: tf.max(tf.abs(kernel)).arraySync(),
      deviation: tf.sqrt(tf.moments(kernel).variance).arraySync(),
    }));
    expect(Number(largest)).toBeLessThanOrEqual(limit * 1.000001);
    expect(Number(deviation) / (limit / Math.sqrt(3))).toBeCloseTo(1, 1);
  }
  for (const model of [first, again, other]) model.dispose();
});
