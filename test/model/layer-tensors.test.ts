import { afterAll, beforeAll, expect, test } from "vitest";
import { tf } from "../../lib/engine/tensorflow";
import { forward } from "../../lib/model/forward";
import { computeLogits, computeTensor, trunkTensors } from "../../lib/model/layer-tensors";
import { ageGenderNetwork } from "../../lib/model/networks/age-gender-network";

let model: tf.LayersModel;
const asOtherwise = { training: false };

function tensorAfter(name: string): tf.SymbolicTensor {
  const tensor = trunkTensors(model).find(({ sourceLayer }) => sourceLayer.name === name);
  if (tensor === undefined) throw new Error(`the trunk has no layer ${name}`);
  return tensor;
}

beforeAll(() => {
  model = ageGenderNetwork({ trunk: "residual", imageSize: 32 });
});
afterAll(() => model.dispose());

test("the trunk is what both heads are computed of, from the image to the features", () => {
  const layers = trunkTensors(model).map(({ sourceLayer }) => sourceLayer.name);
  expect(layers.at(0)).toBe("images");
  expect(layers.at(-1)).toBe("features_dropout");
  expect(layers).toHaveLength(model.layers.length - 2);
});

test("a forward pass that is gone on with from any tensor says what the whole one does, and leaves its result alone", () => {
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const images: tf.Tensor4D = tf.randomNormal([2, 32, 32, 3], 0, 1, "float32", 1);
    const whole = forward(model, images);
    for (const tensor of ["stage_2_block_1_add", "features_dropout"].map(tensorAfter)) {
      const value = computeTensor(tensor, new Map([[tensorAfter("images"), images]]), asOtherwise);
      const { age, gender } = computeLogits(model, new Map([[tensor, value]]), asOtherwise);
      expect(age.arraySync()).toEqual(whole.age.arraySync());
      expect(gender.arraySync()).toEqual(whole.gender.arraySync());
    }
  });
  expect(tf.memory().numTensors).toBe(before);
});

test("what is not enough to compute a tensor of is refused", () => {
  const convolution = tensorAfter("stage_2_block_1_2_conv"); // beside the shortcut
  tf.tidy(() => {
    const known = new Map([[convolution, tf.zeros([1, 8, 8, 64])]]);
    expect(() => computeLogits(model, known, asOtherwise)).toThrow("images has no input");
  });
});
