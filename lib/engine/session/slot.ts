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

/** How many bytes of slots are read in one run. For each choice of slots, TensorFlow plans a run anew, which takes 10 ms. */
const READ_AT_ONCE = 2 ** 26;

/** Slots' values, in their order, the caller's own: in a session, or what they are to be filled with. */
export function* readSlots(
  session: number | undefined,
  slots: readonly Slot[],
): Generator<Float32Array, void, undefined> {
  for (let start = 0, end = 0; start < slots.length; start = end) {
    let bytes = 0;
    for (; end < slots.length && (end === start || bytes < READ_AT_ONCE); end++) bytes += 4 * sizeOf(slots[end]);
    yield* readAtOnce(session, slots.slice(start, end));
  }
}

function readAtOnce(session: number | undefined, slots: readonly Slot[]): Float32Array[] {
  const filled = session === undefined ? [] : slots.filter((slot) => slot.filled);
  const outputs = filled.map(({ value }) => value);
  const fetched = session === undefined ? [] : runSession(session, [], outputs);
  try {
    return slots.map((slot) => {
      const place = filled.indexOf(slot);
      if (place < 0) return slot.start?.slice() ?? new Float32Array(sizeOf(slot));
      const values = nodeBackend().binding.tensorDataSync(fetched[place]?.id ?? -1);
      if (!(values instanceof Float32Array)) throw new Error("a slot's value is not float32");
      return values;
    });
  } finally {
    deleteAll(fetched);
  }
}

/** How many numbers a slot holds. */
function sizeOf(slot: Slot | undefined): number {
  return slot?.shape.reduce((size, side) => size * side, 1) ?? 0;
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
