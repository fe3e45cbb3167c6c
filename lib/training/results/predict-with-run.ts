import type { ColumnTable } from "arquero";
import type { tf } from "../../engine/tensorflow";
import type { FaceSplit } from "../../images/face-split";
import { interruptible } from "../../interruptible";
import { embedFaces } from "../../model/embedding/embed-faces";
import { type FrozenTrunk, frozenTrunk } from "../../model/embedding/frozen-trunk";
import { embeddedPredictor } from "../../model/embedding/predict-embedded";
import { modelPredictor } from "../../model/prediction/model-predictor";
import { predictFaces, predictionTable } from "../../model/prediction/predict-faces";
import type { PredictorOptions } from "../../model/prediction/predictor";
import { loadBestModel } from "./load-best-model";

/**
 * Predicts every face of a split with the network that a run kept, see `loadBestModel`. No tensor is left behind.
 *
 * @param run - the run's name
 * @param options.flip - whether each face is shown mirrored as well, see `flipAveraged`. Default false
 * @returns the columns of `predictFaces`
 * @throws when there is no such run, when it has not come to an evaluation, or when it takes images of another size
 * @example
 * const predictions = await predictWithRun("run-1", store.val);
 */
export async function predictWithRun(
  run: string,
  split: FaceSplit,
  { flip, ...where }: { runsFolder?: string } & PredictorOptions = {},
): Promise<ColumnTable> {
  const model = await loadBestModel(run, where);
  try {
    const trunk = flip ? undefined : frozenTrunk(model);
    return await (trunk ? predictEmbedded(trunk, split) : predictImages(model, split, { flip }));
  } finally {
    model.dispose();
  }
}

async function predictImages(model: tf.LayersModel, split: FaceSplit, options: PredictorOptions): Promise<ColumnTable> {
  const predictor = modelPredictor(model, options);
  try {
    return await predictFaces(predictor, split);
  } finally {
    predictor.dispose();
  }
}

/** What the whole network says, as far as rounding goes, of faces that its training has embedded. */
function predictEmbedded(trunk: FrozenTrunk, split: FaceSplit): Promise<ColumnTable> {
  return interruptible(undefined, async (signal) => {
    const faces = await embedFaces(trunk, split, { signal });
    const predictor = embeddedPredictor(trunk, faces);
    try {
      return predictionTable(split.faces, await predictor.predict(signal));
    } finally {
      predictor.dispose();
      await faces.close();
    }
  });
}
