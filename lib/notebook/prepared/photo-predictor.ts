import type { FaceSplit } from "../../images/face-split";
import { loadFaceDetector } from "../../model/detector/face-detector";
import { framingOfModel } from "../../model/detector/kept-framing";
import type { PhotoPredictor } from "../../model/detector/predict-photo";
import type { Predictor } from "../../model/prediction/predictor";
import { humanModels } from "../../model/pretrained/human-models";
import { progressBar } from "../progress/progress";
import { byteWording } from "../progress/progress-wording";

/**
 * Makes what predicts whole photos of what predicts single faces: brings the face detector, which is fetched when it is first
 * wanted, and finds how faces lie in the pictures that the network was trained on, see `framingOfModel`. Says what it does.
 *
 * @param modelFolder - where the network is saved
 * @param split - the faces that the network was trained on
 * @returns nothing where the detector cannot be had, or finds no faces in these pictures; why is said
 * @throws `Stopped` when the cell is interrupted
 */
export async function photoPredictor(
  predictor: Predictor,
  modelFolder: string,
  split: FaceSplit,
): Promise<PhotoPredictor | undefined> {
  let folder: string;
  try {
    folder = await humanModels({ say: console.log, onProgress: progressBar("Fetching", byteWording) });
  } catch (error) {
    if (!(error instanceof Error) || error.name === "AbortError") throw error;
    console.log(`Faces in photos are not looked for. ${error.message}`);
    return undefined;
  }
  const detector = await loadFaceDetector(folder);
  const framing = await framingOfModel(modelFolder, detector, split);
  if (framing !== undefined) return { predictor, detector, framing };
  console.log("Faces in photos are not looked for: in the pictures of this data set hardly any are found.");
  detector.dispose();
  return undefined;
}
