import { randomUUID } from "node:crypto";
import { readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { writeSavedModel } from "../engine/saved-model-file";
import { servingGraph } from "../engine/serving-graph";
import { tf } from "../engine/tensorflow";
import { forward, imageSizeOf } from "./forward";
import { standardize } from "./standardize";

/** What TensorFlow writes at the top of a SavedModel's folder. */
const SAVED_MODEL_FILES = new Set(["saved_model.pb", "fingerprint.pb", "variables", "assets", "keras_metadata.pb"]);

/**
 * Exports a network as a TensorFlow SavedModel, which Python's `tf.saved_model.load`, TensorFlow Serving and
 * `tf.node.loadSavedModel` open.
 *
 * Its signature `serving_default` takes `image`, uint8 [count, height, width, 3] RGB of any height and width, resizes
 * (bilinear, as Python's `tf.image.resize`) and standardizes it, and returns for each image:
 * - `age_class`: int32, the most likely age, 0 to 100
 * - `age_expected`: float32, the expected value of the ages' softmax, see `expectedAge`
 * - `age_probabilities`: float32 [101]
 * - `gender_class`: int32, 1 for male and 0 for female
 * - `gender_probabilities`: float32 [2]
 *
 * A SavedModel that was in the folder is replaced once the new one is whole. For TensorFlow Serving, end the path with a
 * version: `models/faces/1`.
 *
 * @throws when the network is not one with the two heads, has 2 GiB of weights or more, or the folder holds other things
 * @example
 * await exportSavedModel(model, "var/exported/1");
 */
export async function exportSavedModel(model: tf.LayersModel, folder: string): Promise<void> {
  const present = await readdir(folder).catch(ignoreMissing);
  if (present?.some((name) => !SAVED_MODEL_FILES.has(name))) {
    throw new Error(`${folder} holds other things than a SavedModel, which are not to be lost; choose another folder`);
  }
  const { graph, signature } = servingGraph({
    imageSize: imageSizeOf(model),
    fn: (images) => {
      const { age, gender } = forward(model, standardize(images));
      const age_probabilities = tf.softmax(age);
      const gender_probabilities = tf.softmax(gender);
      const years = tf.range(0, age_probabilities.shape[1], 1, "float32");
      return {
        age_class: tf.argMax(age, 1),
        age_expected: tf.sum(tf.mul(age_probabilities, years), 1),
        age_probabilities,
        gender_class: tf.argMax(gender, 1),
        gender_probabilities,
      };
    },
  });
  const mark = randomUUID();
  const written = path.join(path.dirname(path.resolve(folder)), `.${path.basename(folder)}-${mark}`);
  const replaced = `${written}-replaced`;
  try {
    writeSavedModel(written, graph, signature);
    await rename(folder, replaced).catch(ignoreMissing);
    await rename(written, folder);
  } finally {
    for (const leftover of [written, replaced]) await rm(leftover, { recursive: true, force: true });
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
  return undefined;
}
