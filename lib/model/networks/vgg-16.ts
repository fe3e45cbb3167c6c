import { tf } from "../../engine/tensorflow";
import { applyInTurn, dropout, heUniform } from "./seeded-layers";

/** The numbers of VGG-16's dense layers. */
export interface Vgg16Options {
  /** Units of each of the two dense layers. Default 4096. */
  units?: number;
  /** Dropout after each of them. Default 0.5. */
  denseDropout?: number;
  /** Makes the initial weights and the dropout masks reproducible. Default 1. */
  seed?: number;
}

/** The blocks: how many convolutions of how many filters each has. */
const BLOCKS = [
  { convolutions: 2, filters: 64 },
  { convolutions: 2, filters: 128 },
  { convolutions: 3, filters: 256 },
  { convolutions: 3, filters: 512 },
  { convolutions: 3, filters: 512 },
] as const;

const SMALLEST_IMAGE = 2 ** BLOCKS.length;

/** The names of the convolutions, as in Keras. */
export const VGG_16_CONVOLUTIONS: readonly string[] = BLOCKS.flatMap(({ convolutions }, block) =>
  Array.from({ length: convolutions }, (_, index) => convolutionName(block, index)),
);

/** The names of the dense layers, as in Keras. */
export const VGG_16_DENSE_LAYERS: readonly string[] = ["fc1", "fc2"];

/**
 * The trunk of VGG-16, which DEX was made of: 13 convolutions of 3 x 3 (same padding, relu) in five blocks, each of which
 * ends in max-pooling, then two dense layers (relu) with dropout. 134,260,544 weights at 224 px; the layers have the names
 * that they have in Keras, see `loadVgg16Weights`.
 *
 * Sources: Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", 2015; Rothe,
 * Timofte and Van Gool, "DEX: Deep EXpectation of apparent age from a single image", 2015. Initial weights are those of He
 * et al. 2015, made for learning such deep networks of relus from scratch.
 *
 * @param input - [size, size, 3], standardized images of 32 px or more
 * @returns the features, [units]
 * @throws when the images are smaller
 */
export function vgg16Trunk(input: tf.SymbolicTensor, options: Vgg16Options = {}): tf.SymbolicTensor {
  const { units = 4096, denseDropout = 0.5, seed = 1 } = options;
  const size = Number(input.shape[1]);
  if (size < SMALLEST_IMAGE) throw new Error(`VGG-16 takes images of ${SMALLEST_IMAGE} px or more, not of ${size} px`);
  const convolution = (name: string, filters: number) =>
    tf.layers.conv2d({ name, filters, kernelSize: 3, padding: "same", ...reluFrom(name, seed) });
  const layers: tf.layers.Layer[] = BLOCKS.flatMap(({ convolutions, filters }, block) => [
    ...Array.from({ length: convolutions }, (_, index) => convolution(convolutionName(block, index), filters)),
    tf.layers.maxPooling2d({ name: `block${block + 1}_pool`, poolSize: 2 }),
  ]);
  layers.push(tf.layers.flatten({ name: "flatten" }));
  for (const name of VGG_16_DENSE_LAYERS) {
    layers.push(tf.layers.dense({ name, units, ...reluFrom(name, seed) }));
    layers.push(dropout(`${name}_dropout`, denseDropout, seed));
  }
  return applyInTurn(layers, input);
}

function convolutionName(block: number, index: number): string {
  return `block${block + 1}_conv${index + 1}`;
}

function reluFrom(name: string, seed: number) {
  return { activation: "relu" as const, kernelInitializer: heUniform(name, seed) };
}
