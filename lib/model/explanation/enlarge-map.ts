import { tf } from "../../engine/tensorflow";

/**
 * A map of another size, bilinearly.
 *
 * @param map - `side * side` values in rows from the top
 * @returns `size * size` values
 */
export function enlargeMap(map: Float32Array, side: number, size: number): Float32Array {
  const enlarged = tf.tidy(() => tf.image.resizeBilinear(tf.tensor3d(map, [side, side, 1]), [size, size], false, true));
  const values = Float32Array.from(enlarged.dataSync());
  enlarged.dispose();
  return values;
}
