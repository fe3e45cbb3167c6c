import type { tf } from "../tensorflow";

/** What an optimizer keeps of one weight, such as a moment of Adam's. */
export interface OptimizerSlot {
  /** Which weight, counted from 0 in the order of the training step's `weights`. */
  weight: number;
  /** Which of the weight's slots: for Adam 0 is the first moment and 1 the second. */
  slot: number;
  /** A number for each of the weight's. */
  values: Float32Array;
}

/** What an optimizer knows beside the weights: with it, training goes on as if it had not been interrupted. */
export interface OptimizerState {
  /** How many updates it has made. */
  updates: number;
  /** Read one after the other: together they may be twice as large as the network. */
  slots: Iterable<OptimizerSlot>;
}

/**
 * The slots of a state, all in memory.
 *
 * @param count - how many slots the optimizer keeps of a weight
 * @throws when one is not of these weights or of such an optimizer
 */
export function collectSlots(
  { slots }: OptimizerState,
  weights: readonly tf.Variable[],
  count: number,
): OptimizerSlot[] {
  const collected: OptimizerSlot[] = [];
  for (const saved of slots) {
    if (weights[saved.weight]?.size !== saved.values.length || !(saved.slot < count)) {
      throw new Error("the optimizer's state is that of another network or optimizer");
    }
    collected.push(saved);
  }
  return collected;
}
