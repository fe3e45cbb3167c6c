import path from "node:path";
import type { ColumnTable } from "arquero";
import type { FaceSplit } from "../../images/face-split";
import { loadModel } from "../../model/layers-model";
import { modelPredictor } from "../../model/model-predictor";
import { predictFaces } from "../../model/predict-faces";
import type { PredictorOptions } from "../../model/predictor";
import { RUNS_FOLDER, runFolder } from "./folder";

/**
 * Predicts every face of a split with the network that a run kept: that of the evaluation with the lowest validation loss.
 * No tensor is left behind.
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
  { runsFolder = RUNS_FOLDER, flip }: { runsFolder?: string } & PredictorOptions = {},
): Promise<ColumnTable> {
  const model = await loadModel(path.join(runFolder(runsFolder, run), "best"));
  const predictor = modelPredictor(model, { flip });
  try {
    return await predictFaces(predictor, split);
  } finally {
    predictor.dispose();
    model.dispose();
  }
}
