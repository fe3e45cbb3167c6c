import type { tf } from "../../engine/tensorflow";
import { ageGenderNetwork } from "../../model/networks/age-gender-network";
import { FACERES_IMAGE_SIZE } from "../../model/networks/faceres";
import { loadVgg16Weights } from "../../model/pretrained/vgg-16-weights";
import { loadWeights } from "../../model/saving/load-weights";
import { faceresNetwork } from "../../notebook/prepared/faceres-network";
import { userPath } from "../options";
import type { TrainProgramOptions } from "./train-program";

type NetworkOptions = Pick<
  TrainProgramOptions,
  "network" | "ageLoss" | "imagenetWeights" | "fineTune" | "startFrom" | "seed"
>;

/** The network that `npm run train` is told to train, with the weights that it starts from. */
export async function buildNetwork(imageSize: number, options: NetworkOptions): Promise<tf.LayersModel> {
  const { network: trunk, ageLoss, imagenetWeights, fineTune, startFrom, seed } = options;
  checkOptions(options);
  if (startFrom !== undefined) process.stdout.write(`The network starts from ${startFrom}.\n`);
  if (trunk === "faceres" && imageSize !== FACERES_IMAGE_SIZE) {
    process.stdout.write(
      `faceres has learned from images of ${FACERES_IMAGE_SIZE} px and does best on those; these have ${imageSize} px (npm run preprocess -- --img-size ${FACERES_IMAGE_SIZE}).\n`,
    );
  }
  if (trunk === "faceres") {
    return faceresNetwork({ imageSize, seed, ageLoss, fineTune, startFrom: startFrom && userPath(startFrom) });
  }
  const name = imagenetWeights === undefined ? {} : { name: "vgg_16_imagenet" }; // to be told apart in tables
  const model = ageGenderNetwork({ trunk, imageSize, seed, ageLoss, ...name });
  if (startFrom !== undefined) await loadWeights(model, userPath(startFrom));
  if (imagenetWeights !== undefined) {
    const layers = await loadVgg16Weights(model, userPath(imagenetWeights));
    process.stdout.write(`${layers.length} layers start from ${imagenetWeights}.\n`);
  }
  return model;
}

/** @throws when some are given that do not go together */
function checkOptions({ network: trunk, imagenetWeights, fineTune, startFrom }: NetworkOptions): void {
  if (imagenetWeights !== undefined && trunk !== "vgg-16") {
    throw new Error(`--imagenet-weights are VGG-16's: add --network vgg-16, or leave them out.`);
  }
  if (imagenetWeights !== undefined && startFrom !== undefined) {
    throw new Error("A network starts from --imagenet-weights or from --start-from: leave one of them out.");
  }
  if (fineTune > 0 && trunk !== "faceres") {
    throw new Error(`--fine-tune is about the blocks of faceres: add --network faceres, or leave it out.`);
  }
}
