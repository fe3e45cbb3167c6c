/** The largest number that float16 has. */
export const largestHalf = 65_504;

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/**
 * The float16 nearest to a number, of two as near the even one (IEEE 754, binary16), as its sixteen bits.
 *
 * @param value - at most `largestHalf` from zero
 * @example
 * toHalf(1).toString(16); // "3c00"
 */
export function toHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  // Below 2 ** -14 numbers are multiples of 2 ** -24; there and up to the next power of two their bits simply go on counting.
  if (magnitude < 2 ** -13) return sign + roundHalfEven(magnitude * 2 ** 24);
  float[0] = magnitude;
  const exponent = ((bits[0] ?? 0) >>> 23) - 127;
  return sign + ((exponent + 14) << 10) + roundHalfEven(magnitude * 2 ** (10 - exponent));
}

/** Whole numbers as near as each other: the even one, as IEEE 754 rounds. */
function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
