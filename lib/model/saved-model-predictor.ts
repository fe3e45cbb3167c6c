import { readFile } from "node:fs/promises";
import path from "node:path";
import { loadServedModel } from "../engine/served-model";
import { tf } from "../engine/tensorflow";
import { type Prediction, readPredictions } from "./prediction";
import type { PredictionTensors } from "./prediction-tensors";
import { imageCount, type Predictor } from "./predictor";

/** The file of an exported model that says what images the network takes; TensorFlow leaves this folder to others. */
export const INPUT_FILE = path.join("assets.extra", "input.json");

/**
 * Loads a SavedModel that `exportSavedModel` wrote.
 *
 * @returns a predictor owned by the caller, who disposes it
 * @throws when the folder is not an exported model's, or is damaged
 */
export async function savedModelPredictor(folder: string): Promise<Predictor> {
  const imageSize = await readImageSize(path.join(folder, INPUT_FILE));
  const served = await loadServedModel(folder);
  return {
    imageSize,
    predict(images): Prediction[] {
      const outputs = served.run(images, [imageCount(images, imageSize), imageSize, imageSize]);
      try {
        return readPredictions(checkedOutputs(outputs, folder));
      } finally {
        tf.dispose(outputs);
      }
    },
    dispose: () => served.dispose(),
  };
}

async function readImageSize(file: string): Promise<number> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be read (${error.code}): export the model with exportSavedModel`);
  });
  const size = /^\{"imageSize":(\d{1,4})\}\s*$/.exec(text)?.[1];
  if (size === undefined)
    throw new Error(`${file} is damaged: it does not say the images' size; export the model anew`);
  return Number(size);
}

/** The outputs by the names that they must have. */
function checkedOutputs(outputs: Record<string, tf.Tensor>, folder: string): PredictionTensors {
  const output = (name: keyof PredictionTensors) => {
    const tensor = outputs[name];
    if (tensor === undefined) throw new Error(`${folder} cannot be used: it has no output ${name}`);
    return tensor;
  };
  return {
    age_class: output("age_class"),
    age_expected: output("age_expected"),
    age_probabilities: output("age_probabilities"),
    gender_class: output("gender_class"),
    gender_probabilities: output("gender_probabilities"),
  };
}
