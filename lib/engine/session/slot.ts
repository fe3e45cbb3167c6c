import { nodeBackend } from "../node-backend";
import { deleteAll, giveValues, giveZeros, type ZeroVariable } from "./graph-variable";
import { runSession } from "./session";

/** A variable of a graph's own, which no variable of TensorFlow.js stands for: what an optimizer keeps for a weight. */
export interface Slot extends ZeroVariable {
  /** Whether the session has its value. */
  filled: boolean;
  /** What it is to be filled with; zeros if nothing. */
  start: Float32Array | undefined;
}

/** Gives slots in a session what they are to be filled with. */
export function fillSlots(session: number, slots: readonly Slot[]): void {
  giveZeros(
    session,
    slots.filter(({ start }) => start === undefined),
  );
  for (const slot of slots) {
    if (slot.start !== undefined) give(session, slot, slot.start);
    slot.start = undefined;
    slot.filled = true;
  }
}

/** A slot's value, the caller's own: in a session, or what it is to be filled with. */
export function readSlot(session: number | undefined, slot: Slot): Float32Array {
  if (session === undefined || !slot.filled) {
    return slot.start?.slice() ?? new Float32Array(slot.shape.reduce((size, side) => size * side, 1));
  }
  const fetched = runSession(session, [], [slot.value]);
  try {
    const values = nodeBackend().binding.tensorDataSync(fetched[0]?.id ?? -1);
    if (!(values instanceof Float32Array)) throw new Error("a slot's value is not float32");
    return values;
  } finally {
    deleteAll(fetched);
  }
}

function give(session: number, slot: Slot, values: Float32Array): void {
  const { binding } = nodeBackend();
  const from = binding.createTensor(slot.shape, binding.TF_FLOAT, values);
  try {
    giveValues(session, [{ ...slot, from }]);
  } finally {
    binding.deleteTensor(from);
  }
}
