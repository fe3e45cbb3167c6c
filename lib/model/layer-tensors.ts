import { tf } from "../engine/tensorflow";
import { type Logits, logitsOf } from "./forward";

/** Tensors between a network's layers that are known, and what they are. */
export type LayerValues = Map<tf.SymbolicTensor, tf.Tensor>;

/**
 * Computes a tensor between a network's layers.
 *
 * @param values - what is known, of which it is computed: the network's input, or tensors further on; what is computed on the way
 *   is added, and is the caller's like the result: call it in `tf.tidy`
 * @throws when what is known is not enough for it
 * @example
 * const [image, features] = [model.inputs[0], trunkTensors(model).at(-1)];
 * tf.tidy(() => computeTensor(features, new Map([[image, standardize(images)]]), { training: false }));
 */
export function computeTensor(
  tensor: tf.SymbolicTensor,
  values: LayerValues,
  options: { training: boolean; step?: tf.Scalar },
): tf.Tensor {
  const known = values.get(tensor);
  if (known !== undefined) return known;
  const inputs = tensor.inputs.map((input) => computeTensor(input, values, options));
  const { sourceLayer: layer } = tensor;
  const [input] = inputs;
  if (input === undefined) throw new Error(`${layer.name} has no input`);
  const output = layer.apply(inputs.length === 1 ? input : inputs, options);
  if (!(output instanceof tf.Tensor)) throw new Error(`${layer.name} does not compute one tensor`);
  values.set(tensor, output);
  return output;
}

/** The rest of the forward pass, from what is known on: see `computeTensor` and `forward`. */
export function computeLogits(
  model: tf.LayersModel,
  values: LayerValues,
  options: { training: boolean; step?: tf.Scalar },
): Logits {
  const outputs = model.outputs.map((output) => computeTensor(output, values, options));
  return logitsOf(model, outputs);
}

/**
 * The tensors between layers that all of a network's outputs are computed of, each after those that it is computed of itself: those
 * of the trunk, from the image to the features.
 */
export function trunkTensors({ outputs }: tf.LayersModel): tf.SymbolicTensor[] {
  const [first, ...others] = outputs.map((output) => {
    const before = new Set<tf.SymbolicTensor>();
    const visit = (tensor: tf.SymbolicTensor): void => {
      if (before.has(tensor)) return;
      tensor.inputs.forEach(visit);
      before.add(tensor);
    };
    visit(output);
    return before;
  });
  return Array.from(first ?? []).filter((tensor) => others.every((before) => before.has(tensor)));
}
