import type { Control } from "./control";

/**
 * Keeps the values of two controls the same, whichever is moved, as long as both are there. The first one's is what both begin with.
 *
 * @returns a function that ends it
 */
export function link<Value>(one: Control<Value>, other: Control<Value>): () => void {
  const follow = (from: Control<Value>, to: Control<Value>) =>
    from.onChange((value) => {
      if (!Object.is(to.value, value)) to.value = value;
    });
  other.value = one.value;
  const end = () => {
    for (const stop of stops) stop();
  };
  const stops = [follow(one, other), follow(other, one), one.onClose(end), other.onClose(end)];
  return end;
}
