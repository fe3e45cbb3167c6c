import { expect, test } from "vitest";
import { largestHalf, toHalves } from "../../../lib/engine/graph/float16";
import { tf } from "../../../lib/engine/tensorflow";

function toHalf(value: number): number {
  return toHalves(Float32Array.of(value))[0] ?? Number.NaN;
}

/** All finite float16 numbers, as TensorFlow.js reads them, from the sixteen bits that are their places. */
async function halves(): Promise<Float32Array> {
  const bits = Uint16Array.from({ length: 2 ** 16 }, (_, index) => index);
  const quantization = { dtype: "float16" as const, original_dtype: "float32" as const };
  const { numbers } = tf.io.decodeWeights(bits.buffer, [
    { name: "numbers", shape: [bits.length], dtype: "float32", quantization },
  ]);
  const values = await numbers?.data();
  tf.dispose(numbers);
  if (!(values instanceof Float32Array)) throw new Error("numbers are float32");
  return values;
}

test("each number that float16 has becomes its own bits", async () => {
  const wrong = Array.from(await halves()).flatMap((value, bits) =>
    Number.isFinite(value) && toHalf(value) !== bits ? [bits] : [],
  );
  expect(wrong).toEqual([]);
});

test("a number between two becomes the nearer, one in the middle the even one", async () => {
  const values = await halves();
  for (const low of [0, 1, 2, 0x3fe, 0x3ff, 0x400, 0x7ff, 0x800, 0x3c00, 0x3c01, 0x7bfd]) {
    const [value, next] = [values[low] ?? Number.NaN, values[low + 1] ?? Number.NaN];
    const middle = (value + next) / 2;
    expect(toHalf(middle - (next - value) / 64)).toBe(low);
    expect(toHalf(middle + (next - value) / 64)).toBe(low + 1);
    expect(toHalf(middle)).toBe(low % 2 === 0 ? low : low + 1);
    expect(toHalf(-middle) - 0x8000).toBe(toHalf(middle));
  }
  expect(values[toHalf(largestHalf)]).toBe(largestHalf);
});
