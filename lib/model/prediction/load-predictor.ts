import { loadModel } from "../saving/layers-model";
import { keptCalibration } from "../uncertainty/kept-calibration";
import { withIntervals } from "../uncertainty/with-intervals";
import { modelPredictor } from "./model-predictor";
import type { Predictor, PredictorOptions } from "./predictor";

/**
 * Loads the network that is in a folder, that of a trained model or a checkpoint, to predict with it. The folder is not
 * trusted: a network in layers is data. A SavedModel is a program, which could do anything: those that lie there are for others.
 *
 * @param options.interval - a share of faces, between 0 and 1, whose age its intervals are to hold, see `withIntervals`; it gives
 *   none where this is not given
 * @returns a predictor owned by the caller, who disposes it
 * @throws when the folder holds no network, one that is damaged, or one of another kind; when there are to be intervals and no
 *   calibration of that network is kept there, or faces are shown mirrored too, for which it does not hold
 * @example
 * const predictor = await loadPredictor("var/models/synthetic-64px");
 */
export async function loadPredictor(
  folder: string,
  { interval, ...options }: PredictorOptions & { interval?: number | undefined } = {},
): Promise<Predictor> {
  if (interval !== undefined && options.flip) {
    throw new Error(
      "Intervals are calibrated for faces that are shown once: leave out the mirrored ones (--flip), or the intervals.",
    );
  }
  const calibration = interval === undefined ? undefined : await keptCalibration(folder);
  if (interval !== undefined && calibration === undefined) {
    throw new Error(
      `${folder} holds no calibration of its network, without which there are no intervals: npm run train and notebook 4 keep one, so train it again.`,
    );
  }
  const model = await loadModel(folder);
  const network = modelPredictor(model, options);
  const predictor = calibration && interval !== undefined ? withIntervals(network, calibration, interval) : network;
  return {
    ...predictor,
    dispose() {
      predictor.dispose();
      model.dispose();
    },
  };
}
