/** A function that is compiled for each size of a batch anew runs in batches of these sizes. */
const SIZES = [32, 8, 1];
/** From so full a batch on, what it lacks is made up by what is not looked at. */
const FULL = 0.6;

/**
 * Divides items into batches of few sizes, since a compiled function is recorded anew for each size (see `compile`). A batch may
 * have room for more than are left: what fills it up is the caller's.
 *
 * @param most - the largest size allowed
 * @returns of each batch, the first item's place, and how many it holds
 * @example
 * Array.from(runSizes(30)); // [{ start: 0, size: 32 }]
 */
export function* runSizes(items: number, most = Number.POSITIVE_INFINITY): Generator<{ start: number; size: number }> {
  for (let start = 0; start < items; ) {
    const left = items - start;
    const size = SIZES.find((size) => size <= most && left >= FULL * size) ?? 1;
    yield { start, size };
    start += size;
  }
}
