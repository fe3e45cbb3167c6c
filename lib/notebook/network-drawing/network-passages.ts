import type { tf } from "../../engine/tensorflow";

/** A tensor that all ways from a network's input to one of its outputs lead through. */
export interface Passage {
  tensor: tf.SymbolicTensor;
  /** The layers after the passage before, each after those it needs: of a chain one, of branches that join here all. */
  layers: tf.layers.Layer[];
}

/** The passages on the way to an output of a model, from its input on. */
export function passagesTo(output: tf.SymbolicTensor): Passage[] {
  const tensors = inOrder(output);
  const places = new Map(tensors.map((tensor, place) => [tensor, place]));
  const lastUses = tensors.map((_, place) => place);
  for (const [place, { inputs }] of tensors.entries()) {
    for (const input of inputs) lastUses[places.get(input) ?? place] = place; // the later ones come later
  }
  const passages: Passage[] = [];
  let layers: tf.layers.Layer[] = [];
  let needed = 0; // up to which place what was before this one is needed
  for (const [place, tensor] of tensors.entries()) {
    layers.push(tensor.sourceLayer);
    if (needed <= place) {
      passages.push({ tensor, layers });
      layers = [];
    }
    needed = Math.max(needed, lastUses[place] ?? place);
  }
  return passages;
}

/** A tensor and all that it is made from, each after those that it is made from. */
function inOrder(tensor: tf.SymbolicTensor, seen = new Set<tf.SymbolicTensor>()): tf.SymbolicTensor[] {
  for (const input of tensor.inputs) if (!seen.has(input)) inOrder(input, seen);
  seen.add(tensor);
  return [...seen];
}
