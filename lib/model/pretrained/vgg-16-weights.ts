import { tf } from "../../engine/tensorflow";
import { VGG_16_CONVOLUTIONS, VGG_16_DENSE_LAYERS } from "../networks/vgg-16";
import { readKerasWeights } from "./keras-weights";
import { standardizedKernel } from "./standardized-kernel";

/**
 * Gives a network with VGG-16's trunk the weights that Keras's VGG16 has learned from ImageNet:
 * `vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5` (58 MB) for its convolutions, or the same without `_notop` (553 MB)
 * for the dense layers too, which takes images of 224 px and 4,096 units.
 *
 * The first convolution's kernel is made for standardized images, see `standardizedKernel`.
 *
 * @param file - not trusted; also any other file of Keras's with the layers of its VGG16
 * @returns the names of the layers that now have the file's weights
 * @throws when the network has not these layers; when the file cannot be read, lacks layers, or has them of other shapes. The
 *   network is unchanged then.
 * @example
 * const model = ageGenderNetwork({ trunk: "vgg-16", imageSize: 64 });
 * await loadVgg16Weights(model, "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5");
 */
export async function loadVgg16Weights(model: tf.LayersModel, file: string): Promise<string[]> {
  const layers = [...VGG_16_CONVOLUTIONS, ...VGG_16_DENSE_LAYERS].map((name) => layerOf(model, name));
  const wanted = layers.map((layer) => ({ name: layer.name, shapes: layer.getWeights().map(({ shape }) => shape) }));
  const read = await readKerasWeights(file, wanted);
  const missing = wanted.flatMap(({ name }, index) => (read[index] === undefined ? [name] : []));
  if (missing.length > 0 && missing.join() !== VGG_16_DENSE_LAYERS.join()) {
    throw new Error(
      `${file} has no weights for ${missing.join(", ")}: give those of Keras's VGG16, vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5 for example`,
    );
  }
  const loaded: string[] = [];
  for (const [index, layer] of layers.entries()) {
    const weights = read[index];
    if (weights === undefined) continue;
    setWeights(layer, weights);
    loaded.push(layer.name);
  }
  return loaded;
}

function layerOf(model: tf.LayersModel, name: string): tf.layers.Layer {
  const layer = model.layers.find((one) => one.name === name);
  if (layer === undefined) {
    throw new Error(
      `the network ${model.name} has no layer ${name}: build it with the trunk vgg-16 to give it VGG-16's weights`,
    );
  }
  return layer;
}

function setWeights(layer: tf.layers.Layer, weights: readonly Float32Array[]): void {
  tf.tidy(() => {
    const shapes = layer.getWeights().map(({ shape }) => shape);
    const tensors = weights.map((values, index) => tf.tensor(values, shapes[index]));
    layer.setWeights(
      layer.name === VGG_16_CONVOLUTIONS[0]
        ? tensors.map((tensor) => (tensor.rank === 4 ? standardizedKernel(tensor) : tensor))
        : tensors,
    );
  });
}
