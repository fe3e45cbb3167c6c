import type { ColumnTable } from "arquero";
import type { FaceSplit } from "../../images/face-split";
import { modelPredictor } from "../../model/prediction/model-predictor";
import { predictFaces } from "../../model/prediction/predict-faces";
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
  const predictor = modelPredictor(model, { flip });
  try {
    return await predictFaces(predictor, split);
  } finally {
    predictor.dispose();
    model.dispose();
  }
}
