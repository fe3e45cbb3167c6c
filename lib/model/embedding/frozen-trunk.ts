import { tf } from "../../engine/tensorflow";
import { isMatrix, type Logits } from "../forward";
import { computeLogits, computeTensor } from "../layer-tensors";

/** Layers that do the same in training as otherwise. */
const DETERMINISTIC: ReadonlySet<string> = new Set(
  `Activation Add AveragePooling2D Concatenate Conv2D Dense DepthwiseConv2D Flatten GlobalAveragePooling2D GlobalMaxPooling2D
  InputLayer MaxPooling2D ReLU SeparableConv2D ZeroPadding2D`.split(/\s+/),
);

/** The part of a network that training leaves as it is, up to a vector: what it makes of a face is the face's embedding. */
export interface FrozenTrunk {
  /** How many numbers an embedding has. */
  readonly width: number;
  /** The frozen layers' weights; they stay the network's. */
  readonly weights: readonly tf.Tensor[];
  /**
   * What the frozen layers compute, as JSON: networks whose trunks agree in this and in the weights embed alike, whatever their
   * layers are called and began with.
   */
  readonly description: string;
  /**
   * Embeds images.
   *
   * @param images - [count, size, size, 3], standardized
   * @returns [count, width], owned by the caller
   */
  embed(images: tf.Tensor4D): tf.Tensor2D;
  /**
   * The rest of the forward pass, see `forward`.
   *
   * @param embeddings - [count, width]
   * @returns the logits, owned by the caller
   */
  heads(embeddings: tf.Tensor2D, training?: { step: tf.Scalar }): Logits;
}

/**
 * The frozen trunk of a network: the layers after its input that have no weights to learn and do the same in training as
 * otherwise, if what the others take of them is one vector.
 *
 * @returns nothing when the network has no such trunk
 * @example
 * for (const layer of model.layers) layer.trainable = layer.name.endsWith("_logits");
 * frozenTrunk(model)?.width; // 1024: the features of the shared CNN
 */
export function frozenTrunk(model: tf.LayersModel): FrozenTrunk | undefined {
  const { frozen, others } = layersOf(model);
  const taken = new Set(others.flatMap(({ inputs }) => inputs).filter((tensor) => frozen.includes(tensor)));
  const [embedding, ...more] = taken;
  const width = embedding?.shape[1];
  const weights = frozen.flatMap(({ sourceLayer }) => sourceLayer.getWeights());
  const [image] = model.inputs;
  if (!image || !embedding || more.length > 0 || weights.length === 0) return undefined;
  if (embedding.rank !== 2 || typeof width !== "number" || model.outputs.some((output) => frozen.includes(output))) {
    return undefined;
  }
  const description = JSON.stringify(
    frozen.map(({ sourceLayer: layer }) => [layer.getClassName(), layer.getConfig()]),
    (key, value) => (/^name$|Initializer$/.test(key) ? undefined : value),
  );
  return {
    width,
    weights,
    description,
    embed: (images) =>
      tf.tidy(() => {
        const value = computeTensor(embedding, new Map([[image, images]]), { training: false });
        if (!isMatrix(value)) throw new Error(`${model.name} has no embeddings`);
        return value;
      }),
    heads: (embeddings, training) =>
      tf.tidy(() => {
        const options = training ? { training: true, step: training.step } : { training: false };
        return { ...computeLogits(model, new Map([[embedding, embeddings]]), options) };
      }),
  };
}

/** The tensors between a network's layers, each after those that it is computed of. */
function layersOf(model: tf.LayersModel): { frozen: tf.SymbolicTensor[]; others: tf.SymbolicTensor[] } {
  const isFrozen = new Map<tf.SymbolicTensor, boolean>();
  const visit = (tensor: tf.SymbolicTensor): boolean => {
    const known = isFrozen.get(tensor);
    if (known !== undefined) return known;
    const inputs = tensor.inputs.map(visit);
    const { sourceLayer: layer } = tensor;
    const frozen =
      inputs.every(Boolean) && layer.trainableWeights.length === 0 && DETERMINISTIC.has(layer.getClassName());
    isFrozen.set(tensor, frozen);
    return frozen;
  };
  for (const output of model.outputs) visit(output);
  const tensors = [...isFrozen];
  return {
    frozen: tensors.flatMap(([tensor, frozen]) => (frozen ? [tensor] : [])),
    others: tensors.flatMap(([tensor, frozen]) => (frozen ? [] : [tensor])),
  };
}
