import { tf } from "../../engine/tensorflow";
import { AGE_CLASSES, GENDER_CLASSES } from "../classes";
import type { AgeLoss } from "../losses/age-loss";
import { applyInTurn, dense, dropout, glorotUniform } from "./seeded-layers";

/** The trunk's numbers. The defaults are the reference's. */
export interface TrunkOptions {
  /** Filters of each convolution. Default 32, 64, 128. */
  filters?: readonly number[];
  /** Width and height of the convolutions' kernels. Default 5. */
  kernelSize?: number;
  /** Width and height of the pooling that follows each convolution, which divides the image's size. Default 2. */
  poolSize?: number;
  /** Dropout after each convolution's pooling, one rate a convolution. Default 0.2, 0.4, 0.7. */
  dropouts?: readonly number[];
  /** Units of the dense layer that ends the trunk. Default 1024. */
  units?: number;
  /** Dropout after the dense layer. Default 0.4. */
  denseDropout?: number;
  /** Makes the initial weights and the dropout masks reproducible. Default 1. */
  seed?: number;
}

/** A head's numbers. The defaults are the reference's. */
export interface HeadOptions {
  /** Units of the head's hidden layer, which is linear; 0 for none. Default 1024. */
  units?: number;
  /** Makes the initial weights reproducible. Default 1. */
  seed?: number;
}

/** The numbers of the whole network. */
export interface SharedCnnOptions extends TrunkOptions {
  /** Width and height of the images. Default 224. */
  imageSize?: number;
  /** Units of each head's hidden layer, which is linear. Default 1024. */
  headUnits?: number;
}

/**
 * The trunk that both tasks share: convolutions (same padding, relu), each with max-pooling and dropout, then a dense
 * layer (relu) with dropout.
 *
 * @param input - [size, size, 3], standardized images
 * @returns the features, [units], for the heads
 */
export function sharedTrunk(input: tf.SymbolicTensor, options: TrunkOptions = {}): tf.SymbolicTensor {
  const { filters = [32, 64, 128], kernelSize = 5, poolSize = 2, dropouts = [0.2, 0.4, 0.7] } = options;
  const { units = 1024, denseDropout = 0.4, seed = 1 } = options;
  if (dropouts.length !== filters.length) {
    throw new Error(`each convolution has one dropout: ${filters.length} filters, ${dropouts.length} dropouts`);
  }
  const layers: tf.layers.Layer[] = filters.flatMap((count, index) => [
    tf.layers.conv2d({
      name: `conv_${index + 1}`,
      filters: count,
      kernelSize,
      padding: "same",
      activation: "relu",
      kernelInitializer: glorotUniform(`conv_${index + 1}`, seed),
    }),
    tf.layers.maxPooling2d({ name: `pool_${index + 1}`, poolSize, padding: "same" }),
    dropout(`dropout_${index + 1}`, dropouts[index] ?? 0, seed),
  ]);
  layers.push(
    tf.layers.flatten({ name: "flatten" }),
    dense("features", units, seed, "relu"),
    dropout("features_dropout", denseDropout, seed),
  );
  return applyInTurn(layers, input);
}

/**
 * The age head: a linear hidden layer, then one logit for each age from 0 to 100.
 *
 * Its softmax is DEX's formulation of age estimation as classification; see `expectedAge`.
 *
 * @param options.ageLoss - what it is to be trained by: if not by classes, one number takes the logits' place, see
 *   `agesOfOutputs`
 */
export function ageHead(
  features: tf.SymbolicTensor,
  { ageLoss = "classes", ...options }: HeadOptions & { ageLoss?: AgeLoss | undefined } = {},
): tf.SymbolicTensor {
  return head("age", ageLoss === "classes" ? AGE_CLASSES : 1, features, options);
}

/** The gender head: a linear hidden layer, then two logits, female and male. */
export function genderHead(features: tf.SymbolicTensor, options: HeadOptions = {}): tf.SymbolicTensor {
  return head("gender", GENDER_CLASSES, features, options);
}

/**
 * The network of the reference: one shared trunk, an age head and a gender head; 105,224,871 weights at 224 px,
 * 10,853,031 at 64 px. Its input are standardized images; its outputs are the logits of age and gender.
 *
 * Initial weights are Keras's: Glorot uniform for kernels (Glorot and Bengio 2010), zeros for biases.
 *
 * @returns a model owned by the caller, who disposes it
 * @example
 * const model = sharedCnn({ imageSize: 64, seed: 1 });
 * model.summary();
 */
export function sharedCnn(options: SharedCnnOptions = {}): tf.LayersModel {
  const { imageSize = 224, headUnits: units = 1024, seed = 1, ...trunk } = options;
  const images = tf.input({ name: "images", shape: [imageSize, imageSize, 3] });
  const features = sharedTrunk(images, { ...trunk, seed });
  return tf.model({
    name: "shared_cnn",
    inputs: images,
    outputs: [ageHead(features, { units, seed }), genderHead(features, { units, seed })],
  });
}

function head(name: string, outputs: number, features: tf.SymbolicTensor, options: HeadOptions): tf.SymbolicTensor {
  const { units = 1024, seed = 1 } = options;
  const output = dense(`${name}_${outputs === 1 ? "number" : "logits"}`, outputs, seed);
  return applyInTurn(units === 0 ? [output] : [dense(`${name}_hidden`, units, seed), output], features);
}
