import { readdir } from "node:fs/promises";
import path from "node:path";
import { writeSavedModel } from "../../engine/graph/saved-model-writer";
import { servingGraph } from "../../engine/serving-graph";
import type { tf } from "../../engine/tensorflow";
import { replaceFolder } from "../../files/replace-folder";
import { imageSizeOf } from "../forward";
import { predictionTensors } from "./prediction-tensors";

/** What TensorFlow writes at the top of a SavedModel's folder. */
const SAVED_MODEL_FILES = new Set([
  "saved_model.pb",
  "fingerprint.pb",
  "variables",
  "assets",
  "assets.extra",
  "keras_metadata.pb",
]);

/**
 * Where in a trained model's folder its SavedModel is: TensorFlow Serving takes `serving` for a model and what is in it
 * for the model's versions.
 */
export function servingFolderOf(modelFolder: string): string {
  return path.join(modelFolder, "serving", "1");
}

/**
 * Exports a network as a TensorFlow SavedModel, which Python's `tf.saved_model.load`, TensorFlow Serving and
 * `tf.node.loadSavedModel` open.
 *
 * Its signature `serving_default` takes `image`, uint8 [count, height, width, 3] RGB of any height and width, resizes
 * (bilinear, as Python's `tf.image.resize`) and standardizes it, and returns `PredictionTensors`: `age_class`,
 * `age_expected`, `age_probabilities`, `gender_class` and `gender_probabilities`.
 *
 * A SavedModel that was in the folder is replaced once the new one is whole. For TensorFlow Serving, end the path with a
 * version: `models/faces/1`.
 *
 * @throws when the network is not one with the two heads, has 2 GiB of weights or more, or the folder holds other things
 * @example
 * await exportSavedModel(model, "var/exported/1");
 */
export async function exportSavedModel(model: tf.LayersModel, folder: string): Promise<void> {
  const present = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code !== "ENOENT") throw error;
    return [];
  });
  if (present.some((name) => !SAVED_MODEL_FILES.has(name))) {
    throw new Error(`${folder} holds other things than a SavedModel, which are not to be lost; choose another folder`);
  }
  const imageSize = imageSizeOf(model);
  const { graph, signature } = servingGraph({
    imageSize,
    fn: (images) => predictionTensors(model, images),
    takes: "pictures",
  });
  await replaceFolder(folder, async (fresh) => writeSavedModel(fresh, graph, signature));
}
