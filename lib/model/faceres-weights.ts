import { tf } from "../engine/tensorflow";
import { FACERES_CONVOLUTIONS } from "./faceres";
import { readGraphFiles } from "./human/graph-files";
import { standardizedKernel } from "./standardized-kernel";

const NAME = "faceres";

/**
 * Gives a network with the trunk `faceres` the weights that have learned faces, and freezes them: training leaves them as they
 * are, so that it embeds each face only once, see `train`.
 *
 * @param folder - that of `humanModels`, with `faceres.json` and `faceres.bin`; not trusted
 * @param fineTune - how many of the last of the 13 blocks training changes all the same, 0 to 13. Default none.
 * @throws when the network has not that trunk; when the files cannot be read or hold other weights. The network is unchanged then.
 * @example
 * const model = ageGenderNetwork({ trunk: "faceres" });
 * await loadFaceresWeights(model, await humanModels({ say: console.log }));
 */
export async function loadFaceresWeights(
  model: tf.LayersModel,
  folder: string,
  { fineTune = 0 }: { fineTune?: number } = {},
): Promise<void> {
  const { first, blocks } = FACERES_CONVOLUTIONS;
  if (!Number.isInteger(fineTune) || fineTune < 0 || fineTune > blocks.length) {
    throw new Error(`fineTune is how many of the ${blocks.length} blocks are trained, and cannot be ${fineTune}`);
  }
  const layerOf = (name: string) => {
    const layer = model.layers.find((one) => one.name === name);
    if (layer) return layer;
    throw new Error(
      `the network ${model.name} has no layer ${name}: build it with the trunk ${NAME} to give it those weights`,
    );
  };
  const layers = [first, ...blocks.flatMap(({ depthwise, pointwise }) => [depthwise, pointwise])].map(layerOf);
  const { weightData, weightSpecs } = await readGraphFiles(folder, NAME);
  const constants = tf.io.decodeWeights(weightData, weightSpecs);
  try {
    tf.tidy(() => {
      const loaded = layers.map((layer) => weightsOf(layer.name, constants, folder));
      layers.forEach((layer, index) => {
        const [shapes, found] = [layer.getWeights(), loaded[index] ?? []].map(shapesOf);
        if (shapes !== found) throw new Error(`${NAME} in ${folder} has ${found} for ${layer.name}, not ${shapes}`);
      });
      layers.forEach((layer, index) => {
        layer.setWeights(loaded[index] ?? []);
      });
    });
  } finally {
    tf.dispose(constants);
  }
  const trained = new Set(
    blocks.slice(blocks.length - fineTune).flatMap(({ depthwise, pointwise }) => [depthwise, pointwise]),
  );
  for (const layer of layers) layer.trainable = trained.has(layer.name);
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

function shapesOf(tensors: readonly tf.Tensor[]): string {
  return tensors.map(({ shape }) => `[${shape}]`).join(" ");
}
