import { tf } from "../../engine/tensorflow";
import { FACERES_CONVOLUTIONS } from "../networks/faceres";
import { faceresConvolutions, fineTuneFaceres } from "../networks/fine-tune-faceres";
import { readGraphFiles } from "./graph-model";
import { standardizedKernel } from "./standardized-kernel";

const NAME = "faceres";

/**
 * Gives a network with the trunk `faceres` the weights that have learned faces, and freezes them: training leaves them as they
 * are, so that it embeds each face only once, see `train`. `fineTuneFaceres` has some of them learn.
 *
 * @param folder - that of `humanModels`, with `faceres.json` and `faceres.bin`
 * @throws when the network has not that trunk; when the files cannot be read or are another network's. The network is unchanged then.
 * @example
 * const model = ageGenderNetwork({ trunk: "faceres" });
 * await loadFaceresWeights(model, await humanModels({ say: console.log }));
 */
export async function loadFaceresWeights(model: tf.LayersModel, folder: string): Promise<void> {
  const layers = faceresConvolutions(model);
  const { weightData, weightSpecs } = await readGraphFiles(folder, NAME);
  const constants = tf.io.decodeWeights(weightData, weightSpecs);
  try {
    tf.tidy(() => {
      const loaded = layers.map((layer) => weightsOf(layer.name, constants, folder));
      layers.forEach((layer, index) => {
        layer.setWeights(loaded[index] ?? []);
      });
    });
  } finally {
    tf.dispose(constants);
  }
  fineTuneFaceres(model, 0);
}

/** Kernel and bias of a convolution, of the constants of a graph in which batch normalization is folded into them. */
function weightsOf(name: string, constants: Readonly<Record<string, tf.Tensor>>, folder: string): tf.Tensor[] {
  const named = (constant: string): tf.Tensor => {
    const found = constants[constant];
    if (found === undefined) throw new Error(`${NAME} in ${folder} has no ${constant}: it is another network`);
    return found;
  };
  const bias = named(`${name}_bn/batchnorm_1/sub`);
  if (name === FACERES_CONVOLUTIONS.first) return [standardizedKernel(named(`${name}/convolution/merged_input`)), bias];
  if (name.startsWith("conv_pw")) return [named(`${name}/convolution/merged_input`), bias];
  const factors = named(`${name}_bn/batchnorm_1/mul`);
  return [tf.mul(named(`${name}/depthwise_kernel`), factors.reshape([1, 1, factors.size, 1])), bias];
}
