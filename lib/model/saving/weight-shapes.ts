import type { tf } from "../../engine/tensorflow";

/**
 * The shapes of a layer's weights, as messages say them and as one layer's are compared with another's.
 *
 * @example
 * weightShapes(dense.getWeights()); // "[512,1024] [1024]"
 */
export function weightShapes(weights: readonly tf.Tensor[]): string {
  return weights.map(({ shape }) => `[${shape}]`).join(" ");
}
