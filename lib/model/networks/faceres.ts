import { tf } from "../../engine/tensorflow";
import { applyInTurn, dense, dropout, heUniform } from "./seeded-layers";

/** The numbers of what follows the embedding. */
export interface FaceresOptions {
  /** Units of the dense layer between the embedding and the heads. Default 256. */
  units?: number;
  /** Dropout of the embedding, and after the dense layer. Default 0.3. */
  dropoutRate?: number;
  /** Makes initial weights and dropout masks reproducible. Default 1. */
  seed?: number;
}

/** The filters of each block. One that has more than the block before it divides width and height by two. */
const FILTERS = [64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024];

/** The names of the first convolution and of each block's two, as in the file of their weights. */
export const FACERES_CONVOLUTIONS = {
  first: "conv1",
  blocks: FILTERS.map((_, index) => ({ depthwise: `conv_dw_${index + 1}`, pointwise: `conv_pw_${index + 1}` })),
};

const SMALLEST_IMAGE = 32;

/** Width and height of the images that its weights have learned from. */
export const FACERES_IMAGE_SIZE = 224;

/**
 * A trunk for faces: MobileNet's convolutions, whose mean over the image, 1,024 numbers, is the face's embedding; then a dense
 * layer (relu) between two dropouts. Its weights are learned by `loadFaceresWeights` from a file, or by training.
 *
 * Each of the 13 blocks is a depthwise convolution of 3 x 3 and a pointwise one; all convolutions end in a relu that is cut off
 * at 6. Batch normalization is in their weights already.
 *
 * Sources: Howard et al., "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications", 2017;
 * Savchenko, "Efficient facial representations for age, gender and identity recognition in organizing photo albums using
 * multi-output ConvNet", 2019, whose network it is.
 *
 * @param input - [size, size, 3], standardized images of 32 px or more; its weights have learned from 224 px
 * @returns the features, [units]
 * @throws when the images are smaller
 */
export function faceresTrunk(input: tf.SymbolicTensor, options: FaceresOptions = {}): tf.SymbolicTensor {
  const { units = 256, dropoutRate = 0.3, seed = 1 } = options;
  const size = Number(input.shape[1]);
  if (size < SMALLEST_IMAGE) throw new Error(`faceres takes images of ${SMALLEST_IMAGE} px or more, not of ${size} px`);
  const convolution = (name: string, filters: number, kernelSize: number, strides: number) =>
    tf.layers.conv2d({ name, filters, kernelSize, strides, padding: "same", kernelInitializer: heUniform(name, seed) });
  const layers = [convolution(FACERES_CONVOLUTIONS.first, 32, 3, 2), relu6(FACERES_CONVOLUTIONS.first)];
  for (const [index, { depthwise, pointwise }] of FACERES_CONVOLUTIONS.blocks.entries()) {
    const [before, filters = 0] = [FILTERS[index - 1], FILTERS[index]];
    const strides = before !== undefined && filters > before ? 2 : 1;
    const depthwiseInitializer = heUniform(depthwise, seed);
    layers.push(
      tf.layers.depthwiseConv2d({ name: depthwise, kernelSize: 3, strides, padding: "same", depthwiseInitializer }),
      relu6(depthwise),
      convolution(pointwise, filters, 1, 1),
      relu6(pointwise),
    );
  }
  layers.push(
    tf.layers.globalAveragePooling2d({ name: "embedding" }),
    dropout("embedding_dropout", dropoutRate, seed),
    dense("features", units, seed, "relu"),
    dropout("features_dropout", dropoutRate, seed),
  );
  return applyInTurn(layers, input);
}

function relu6(convolution: string): tf.layers.Layer {
  return tf.layers.activation({ name: `${convolution}_relu`, activation: "relu6" });
}
