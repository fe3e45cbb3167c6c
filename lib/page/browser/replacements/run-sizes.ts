/** Powers of two: a graphics processor's programs are made anew for each size. */
const SIZES = [8, 4, 2, 1];

/**
 * In the place of the library's: nothing is compiled as a whole, so that no batch needs to hold more than what is left.
 *
 * @param most - as the library's looks tell it, whose small images gain by company. Faces do not: of `faceres`, which takes 224 px,
 *   four at once take longer than one after the other
 */
export function* runSizes(items: number, most = 1): Generator<{ start: number; size: number }> {
  for (let start = 0; start < items; ) {
    const size = SIZES.find((size) => size <= Math.min(most, items - start)) ?? 1;
    yield { start, size };
    start += size;
  }
}
