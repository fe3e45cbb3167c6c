import type { tf } from "../engine/tensorflow";
import { ageGenderNetwork } from "../model/age-gender-network";
import { FACERES_IMAGE_SIZE } from "../model/faceres";
import { loadVgg16Weights } from "../model/vgg-16-weights";
import { faceresNetwork } from "../workbook/faceres-network";
import { userPath } from "./options";
import type { TrainProgramOptions } from "./train-program";

/** The network that `npm run train` is told to train, with the weights that it starts from. */
export async function buildNetwork(
  imageSize: number,
  {
    network: trunk,
    imagenetWeights,
    fineTune,
    seed,
  }: Pick<TrainProgramOptions, "network" | "imagenetWeights" | "fineTune" | "seed">,
): Promise<tf.LayersModel> {
  if (imagenetWeights !== undefined && trunk !== "vgg-16") {
    throw new Error(`--imagenet-weights are VGG-16's: add --network vgg-16, or leave them out.`);
  }
  if (fineTune > 0 && trunk !== "faceres") {
    throw new Error(`--fine-tune is about the blocks of faceres: add --network faceres, or leave it out.`);
  }
  if (trunk === "faceres") {
    if (imageSize !== FACERES_IMAGE_SIZE) {
      process.stdout.write(
        `faceres has learned from images of ${FACERES_IMAGE_SIZE} px and does best on those; these have ${imageSize} px (npm run preprocess -- --img-size ${FACERES_IMAGE_SIZE}).\n`,
      );
    }
    return faceresNetwork({ imageSize, seed, fineTune });
  }
  if (imagenetWeights === undefined) return ageGenderNetwork({ trunk, imageSize, seed });
  const model = ageGenderNetwork({ trunk, imageSize, seed, name: "vgg_16_imagenet" }); // to be told apart in tables
  const layers = await loadVgg16Weights(model, userPath(imagenetWeights));
  process.stdout.write(`${layers.length} layers start from ${imagenetWeights}.\n`);
  return model;
}
