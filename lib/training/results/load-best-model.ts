import path from "node:path";
import type { tf } from "../../engine/tensorflow";
import { loadModel } from "../../model/saving/layers-model";
import { RUNS_FOLDER, runFolder } from "../run/run-folder";

/**
 * Loads the network that a run kept: that of the evaluation with the lowest validation loss.
 *
 * @param run - the run's name
 * @returns a model owned by the caller, who disposes it
 * @throws when there is no such run, or it has not come to an evaluation
 * @example
 * const model = await loadBestModel("run-1");
 */
export function loadBestModel(run: string, { runsFolder = RUNS_FOLDER } = {}): Promise<tf.LayersModel> {
  return loadModel(path.join(runFolder(runsFolder, run), "best"));
}
