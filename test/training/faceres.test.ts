import path from "node:path";
import { expect, test } from "vitest";
import { tf } from "../../lib/engine/tensorflow";
import { ageGenderNetwork } from "../../lib/model/networks/age-gender-network";
import { FACERES_CONVOLUTIONS } from "../../lib/model/networks/faceres";
import { fineTuneFaceres } from "../../lib/model/networks/fine-tune-faceres";
import { exportSavedModel } from "../../lib/model/prediction/export-saved-model";
import { modelPredictor } from "../../lib/model/prediction/model-predictor";
import { loadModel, saveModel } from "../../lib/model/saving/layers-model";
import { createJointStep } from "../../lib/training/step/joint-step";
import { fakeSplit } from "../model/fake-split";
import { serve } from "../model/prediction/serve";
import { scratchFolder } from "../scratch-folder";

const folder = scratchFolder();
const split = fakeSplit({ count: 8, imageSize: 32 });
const rows = Int32Array.from(split.ages, (_, row) => row);

test("trains its last blocks compiled, and is saved and exported like any other", async () => {
  const { ages, genders } = split;
  const batch = { rows, images: await split.readImages(rows), ages, genders, size: 8, imageSize: 32 };
  const tensors = tf.memory().numTensors;
  const model = ageGenderNetwork({ trunk: "faceres", imageSize: 32, seed: 3 });
  const frozen = [FACERES_CONVOLUTIONS.first, ...FACERES_CONVOLUTIONS.blocks.slice(0, 11).flatMap(Object.values)];
  fineTuneFaceres(model, 2);
  const before = weightsOf(model);
  const step = createJointStep(model, { optimizer: "adam", precision: "float32", seed: 1 });
  const losses = [1, 2, 3, 4, 5, 6].map((count) => step.run(batch, count, { learningRate: 1e-3 }).loss);
  expect(step.mode).toBe("compiled, float32");
  expect(losses[5]).toBeLessThan(losses[0] ?? 0);
  for (const [name, weights] of weightsOf(model)) {
    if (frozen.includes(name)) expect(weights).toEqual(before.get(name));
    else if (weights.length > 0) expect(weights).not.toEqual(before.get(name));
  }

  await saveModel(model, path.join(folder, "layers"));
  await exportSavedModel(model, path.join(folder, "serving", "1"));
  const loaded = await loadModel(path.join(folder, "layers"));
  const [original, copy] = [modelPredictor(model), modelPredictor(loaded)];
  const images = tf.tensor4d(Int32Array.from(batch.images), [8, 32, 32, 3], "int32");
  const served = await serve(path.join(folder, "serving", "1"), images);
  const expected = original.predict(batch.images);
  expect(copy.predict(batch.images)).toEqual(expected);
  for (const [index, { expectedAge, gender, genderProbability }] of expected.entries()) {
    expect(served.age_expected?.[index]).toBeCloseTo(expectedAge, 2);
    expect([served.gender_probabilities?.[index]].flat()[gender]).toBeCloseTo(genderProbability, 4);
  }
  for (const held of [step, original, copy, images, model, loaded]) held.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
});

function weightsOf(model: tf.LayersModel): Map<string, number[][]> {
  return new Map(
    model.layers.map((layer) => [layer.name, layer.getWeights().map((weight) => Array.from(weight.dataSync()))]),
  );
}
