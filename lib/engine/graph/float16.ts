/** The largest number that float16 has. */
export const largestHalf = 65_504;

/**
 * The float16 nearest to each number, of two as near the even one (IEEE 754, binary16), as its sixteen bits.
 *
 * @param values - at most `largestHalf` from zero
 * @example
 * toHalves(Float32Array.of(1)); // Uint16Array.of(0x3c00)
 */
export function toHalves(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let index = 0; index < halves.length; index++) halves[index] = toHalf(bits[index] ?? 0);
  return halves;
}

/** @param bits - of a float32: its sign, 8 bits of exponent, 23 of fraction */
function toHalf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 112; // of float16, where it has 5 bits and another zero point
  const fraction = bits & 0x7fffff;
  if (exponent > 0) return sign | roundedShift((exponent << 23) | fraction, 13);
  const shift = 14 - exponent; // below 2 ** -14, numbers are multiples of 2 ** -24
  return shift > 24 ? sign : sign | roundedShift(0x800000 | fraction, shift);
}

/** A number without its last bits, to the nearest, of two as near the even one. A carry goes on into the exponent, as it should. */
function roundedShift(value: number, shift: number): number {
  const kept = value >>> shift;
  const rest = value & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return rest > half || (rest === half && kept % 2 === 1) ? kept + 1 : kept;
}
