import path from "node:path";
import { expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { ageGenderNetwork } from "../../../lib/model/networks/age-gender-network";
import { saveModel } from "../../../lib/model/saving/layers-model";
import { loadWeights } from "../../../lib/model/saving/load-weights";
import { weightsFingerprint } from "../../../lib/training/run/open-run";
import { scratchFolder } from "../../scratch-folder";

const folder = scratchFolder();

test("a network has the weights of the saved one, whichever layers are frozen, and whatever it is called", async () => {
  const tensors = tf.memory().numTensors;
  const saved = ageGenderNetwork({ trunk: "residual", imageSize: 32, seed: 1 });
  await saveModel(saved, path.join(folder, "residual"));
  const model = ageGenderNetwork({ trunk: "residual", imageSize: 32, seed: 2, name: "frozen" });
  for (const layer of model.layers.slice(0, 5)) layer.trainable = false;
  expect(weightsByLayer(model)).not.toEqual(weightsByLayer(saved));
  await loadWeights(model, path.join(folder, "residual"));
  expect(weightsByLayer(model)).toEqual(weightsByLayer(saved));
  for (const network of [saved, model]) network.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
});

test("a network of other layers or other shapes is refused, and the weights stay as they are", async () => {
  const small = ageGenderNetwork({ trunk: "shared-cnn", imageSize: 16 });
  await saveModel(small, path.join(folder, "small"));
  small.dispose();
  const model = ageGenderNetwork({ trunk: "shared-cnn", imageSize: 32 });
  const [before, tensors] = [weightsFingerprint(model), tf.memory().numTensors];
  await expect(loadWeights(model, path.join(folder, "small"))).rejects.toThrow(
    /small holds shared_cnn, whose \w+ has weights of \[512,1024\] \[1024\], not \[2048,1024\] \[1024\]: give a shared_cnn for images of the same size/,
  );
  await expect(loadWeights(model, path.join(folder, "residual"))).rejects.toThrow(
    /residual holds residual, whose \w+ is missing/,
  );
  await expect(loadWeights(model, path.join(folder, "none"))).rejects.toThrow("none is not a model's folder");
  expect([weightsFingerprint(model), tf.memory().numTensors]).toEqual([before, tensors]);
  model.dispose();
});

function weightsByLayer(model: tf.LayersModel): (string | number[][])[][] {
  return model.layers.map((layer) => [
    layer.name,
    layer.getWeights().map((weight) => Array.from(weight.dataSync(), Number)),
  ]);
}
