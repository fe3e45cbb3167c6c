import { seedFor } from "../../engine/random/random-uniform";
import { tf } from "../../engine/tensorflow";
import { Dropout } from "./seeded-dropout";

/**
 * A dense layer whose initial weights are Keras's: Glorot uniform (Glorot and Bengio 2010), zeros for the biases.
 *
 * @param seed - that of the whole network; with the layer's name it gives the weights
 */
export function dense(
  name: string,
  units: number,
  seed: number,
  activation: "linear" | "relu" = "linear",
): tf.layers.Layer {
  return tf.layers.dense({ name, units, activation, kernelInitializer: glorotUniform(name, seed) });
}

/** Dropout whose masks follow from the network's seed, the layer's name and the step. */
export function dropout(name: string, rate: number, seed: number): tf.layers.Layer {
  return new Dropout({ name, rate, seed: seedFor(name, seed) });
}

/** Keras's default; TensorFlow.js's own is Glorot normal. */
export function glorotUniform(layer: string, seed: number) {
  return tf.initializers.glorotUniform({ seed: seedFor(layer, seed) });
}

/** He et al. 2015's initial weights, for what a relu follows. */
export function heUniform(layer: string, seed: number) {
  return tf.initializers.heUniform({ seed: seedFor(layer, seed) });
}

let isOutline = false;

/**
 * Builds a network to look at, and not to compute with: all of its weights are zeros, which takes no time, however many they are.
 *
 * @param build - builds it of layers that are applied by `applyTo`
 * @returns a model owned by the caller, who disposes it
 * @example
 * const model = outline(() => sharedCnn({ imageSize: 224 }));
 */
export function outline(build: () => tf.LayersModel): tf.LayersModel {
  isOutline = true;
  try {
    return build();
  } finally {
    isOutline = false;
  }
}

/** Applies layers one after the other, each of which has one output. */
export function applyInTurn(layers: readonly tf.layers.Layer[], input: tf.SymbolicTensor): tf.SymbolicTensor {
  return layers.reduce((value, layer) => applyTo(layer, value), input);
}

/** The output of a layer that has one. */
export function applyTo(layer: tf.layers.Layer, inputs: tf.SymbolicTensor | tf.SymbolicTensor[]): tf.SymbolicTensor {
  if (isOutline) layer.setFastWeightInitDuringBuild(true);
  const output = layer.apply(inputs);
  if (!(output instanceof tf.SymbolicTensor)) throw new Error(`${layer.name} has more than one output`);
  return output;
}
