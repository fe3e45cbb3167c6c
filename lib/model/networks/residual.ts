import { tf } from "../../engine/tensorflow";
import { applyInTurn, applyTo, dropout, heUniform } from "./seeded-layers";

/** The numbers of a residual trunk. */
export interface ResidualOptions {
  /** Filters of each stage; each but the first halves width and height. Default 32, 64, 128, 256. */
  filters?: readonly number[];
  /** Residual blocks, of two convolutions, a stage. Default 1. */
  blocks?: number;
  /** Dropout of the features. Default 0.4. */
  featuresDropout?: number;
  /** Makes the initial weights and the dropout masks reproducible. Default 1. */
  seed?: number;
}

/**
 * A trunk of residual blocks: a convolution that halves width and height, stages of blocks, then the mean of each channel
 * and dropout. 1,227,488 weights with the defaults, at any size of the images.
 *
 * Source: He, Zhang, Ren and Sun, "Identity Mappings in Deep Residual Networks", 2016: in each block, batch normalization
 * and relu come before a convolution of 3 x 3, twice, and what went in is added to what comes out. Where shapes differ, a
 * convolution of 1 x 1 after the first relu takes the place of what went in.
 *
 * @param input - [size, size, 3], standardized images
 * @returns the features, as many as the last stage has filters
 */
export function residualTrunk(input: tf.SymbolicTensor, options: ResidualOptions = {}): tf.SymbolicTensor {
  const { filters = [32, 64, 128, 256], blocks = 1, featuresDropout = 0.4, seed = 1 } = options;
  let value = applyTo(convolution("stem_conv", { filters: filters[0] ?? 0, kernelSize: 3, strides: 2, seed }), input);
  for (const [stage, count] of filters.entries()) {
    for (let block = 1; block <= blocks; block++) {
      const strides = stage > 0 && block === 1 ? 2 : 1;
      value = residualBlock(`stage_${stage + 1}_block_${block}`, value, { filters: count, strides, seed });
    }
  }
  const layers = [
    ...normalizedRelu("features"),
    tf.layers.globalAveragePooling2d({ name: "features" }),
    dropout("features_dropout", featuresDropout, seed),
  ];
  return applyInTurn(layers, value);
}

function residualBlock(
  name: string,
  input: tf.SymbolicTensor,
  { filters, strides, seed }: { filters: number; strides: number; seed: number },
): tf.SymbolicTensor {
  const activated = applyInTurn(normalizedRelu(`${name}_1`), input);
  const isSame = strides === 1 && input.shape.at(-1) === filters;
  const shortcut = isSame
    ? input
    : applyTo(convolution(`${name}_shortcut`, { filters, kernelSize: 1, strides, seed }), activated);
  const layers = [
    convolution(`${name}_1_conv`, { filters, kernelSize: 3, strides, seed }),
    ...normalizedRelu(`${name}_2`),
    convolution(`${name}_2_conv`, { filters, kernelSize: 3, strides: 1, seed }),
  ];
  return applyTo(tf.layers.add({ name: `${name}_add` }), [shortcut, applyInTurn(layers, activated)]);
}

/** Batch normalization as in He et al.'s code, whose moving averages follow sooner than Keras's: after some 30 steps. */
function normalizedRelu(name: string): tf.layers.Layer[] {
  return [
    tf.layers.batchNormalization({ name: `${name}_normalization`, momentum: 0.9, epsilon: 1e-5 }),
    tf.layers.reLU({ name: `${name}_relu` }),
  ];
}

/** A convolution without bias, which the normalization after it would take away. */
function convolution(
  name: string,
  { seed, ...shape }: { filters: number; kernelSize: number; strides: number; seed: number },
): tf.layers.Layer {
  return tf.layers.conv2d({
    name,
    ...shape,
    padding: "same",
    useBias: false,
    kernelInitializer: heUniform(name, seed),
  });
}
