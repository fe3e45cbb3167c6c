import { loadModel } from "../saving/layers-model";
import { modelPredictor } from "./model-predictor";
import type { Predictor, PredictorOptions } from "./predictor";

/**
 * Loads the network that is in a folder, that of a trained model or a checkpoint, to predict with it. The folder is not
 * trusted: a network in layers is data. A SavedModel is a program, which could do anything: those that lie there are for others.
 *
 * @returns a predictor owned by the caller, who disposes it
 * @throws when the folder holds no network, one that is damaged, or one of another kind
 * @example
 * const predictor = await loadPredictor("var/models/synthetic-64px");
 */
export async function loadPredictor(folder: string, options: PredictorOptions = {}): Promise<Predictor> {
  const model = await loadModel(folder);
  const predictor = modelPredictor(model, options);
  return {
    ...predictor,
    dispose() {
      predictor.dispose();
      model.dispose();
    },
  };
}
