import { expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { faceFeatures } from "../../../lib/model/embedding/face-features";
import { applyTo } from "../../../lib/model/networks/seeded-layers";
import { ageHead, genderHead, sharedCnn } from "../../../lib/model/networks/shared-cnn";
import { standardize } from "../../../lib/model/standardize";
import { noiseSplit } from "../explanation/noise-split";

test("the features are what the last layer before both heads computes, of the first faces", async () => {
  const before = tf.memory().numTensors;
  const model = sharedCnn({ imageSize: 16, filters: [4, 4], dropouts: [0.2, 0.2], units: 8, headUnits: 8 });
  const split = noiseSplit(40, 16);
  const features = await faceFeatures(model, split, { count: 35 });
  expect(features).toHaveLength(35);
  const images = await split.readImages([0, 34]);
  tf.tidy(() => {
    const toFeatures = tf.model({ inputs: model.inputs, outputs: model.getLayer("features").output });
    const [expected] = [toFeatures.predict(standardize(tf.tensor4d(images, [2, 16, 16, 3])))].flat();
    const values = Array.from(expected?.dataSync() ?? []);
    expect(values).toHaveLength(16);
    for (const [index, value] of values.entries()) {
      expect(features[index < 8 ? 0 : 34]?.[index % 8]).toBeCloseTo(value, 4);
    }
  });
  await expect(faceFeatures(model, noiseSplit(2, 8))).rejects.toThrow("has images of 8 px, the network takes 16 px");
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test("heads that share no vector are refused", async () => {
  const image = tf.input({ shape: [8, 8, 3] });
  const own = () => applyTo(tf.layers.flatten(), image);
  const model = tf.model({ name: "apart", inputs: image, outputs: [ageHead(own()), genderHead(own())] });
  await expect(faceFeatures(model, noiseSplit(2, 8))).rejects.toThrow("the heads of apart share no vector");
  model.dispose();
});
