import { stat } from "node:fs/promises";
import path from "node:path";
import { flipAveraged } from "./flip-averaging";
import { loadModel } from "./layers-model";
import { modelPredictor } from "./model-predictor";
import type { Predictor, PredictorOptions } from "./predictor";
import { savedModelPredictor } from "./saved-model-predictor";

/**
 * Where in a trained model's folder its SavedModel is: TensorFlow Serving takes `serving` for a model and what is in it
 * for the model's versions.
 */
export function servingFolderOf(modelFolder: string): string {
  return path.join(modelFolder, "serving", "1");
}

/**
 * Loads what predicts: the SavedModel that is in a folder, or that was exported beside the trained network in it; where
 * there is none, as in a checkpoint, the network itself.
 *
 * @returns a predictor owned by the caller, who disposes it
 * @throws when the folder holds none of them, when what it holds is damaged, or is a network of another kind
 * @example
 * const predictor = await loadPredictor("var/models/synthetic-64px");
 */
export async function loadPredictor(folder: string, { flip = false }: PredictorOptions = {}): Promise<Predictor> {
  const predictor = await loadUnflipped(folder);
  return flip ? flipAveraged(predictor) : predictor;
}

async function loadUnflipped(folder: string): Promise<Predictor> {
  for (const candidate of [folder, servingFolderOf(folder)]) {
    const file = await stat(path.join(candidate, "saved_model.pb")).catch(() => undefined);
    if (file?.isFile()) return savedModelPredictor(candidate);
  }
  const model = await loadModel(folder);
  const predictor = modelPredictor(model);
  return {
    ...predictor,
    dispose() {
      predictor.dispose();
      model.dispose();
    },
  };
}
