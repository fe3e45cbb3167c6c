import { mean } from "d3-array";
import { tf } from "../../engine/tensorflow";
import type { FaceSplit } from "../../images/face-split";
import { bootstrapMean, type Estimate } from "../bootstrap";

/**
 * Of each vector the others that are nearest to it by Euclidean distance, the nearest first.
 *
 * @param vectors - all of one length
 * @param count - how many of them
 * @returns places in `vectors`
 */
export function nearestNeighbors(vectors: readonly ArrayLike<number>[], count: number): number[][] {
  const distances = tf.tidy(() => {
    const all = tf.stack(vectors.map((vector) => tf.tensor1d(Float32Array.from(vector))));
    const centered = tf.sub(all, tf.mean(all, 0)); // distances stay as they are, and lose fewer digits
    const squares = tf.sum(tf.square(centered), 1, true);
    const products = tf.matMul(centered, centered, false, true);
    return tf.sub(tf.add(squares, tf.transpose(squares)), tf.mul(products, 2));
  });
  const values = distances.dataSync();
  distances.dispose();
  return vectors.map((_, place) => {
    const row = values.subarray(place * vectors.length, (place + 1) * vectors.length);
    const others = Array.from(row.keys()).filter((other) => other !== place);
    return others.sort((one, other) => (row[one] ?? 0) - (row[other] ?? 0)).slice(0, count);
  });
}

/** How like faces are to those that are near them, the mean over the faces with its interval. */
export interface NeighborLikeness {
  /** How far their ages lie apart, in years. */
  ageDifference: Estimate;
  /** The share of neighbors that have the same gender. */
  sameGender: Estimate;
}

/**
 * How like faces are to their neighbors, by what they really are.
 *
 * @param neighbors - of each of the split's first faces some others, as `nearestNeighbors` returns them; all others, to know what
 *   chance gives
 * @example
 * neighborLikeness(nearestNeighbors(features, 5), store.val).ageDifference.value; // 9.2
 */
export function neighborLikeness(
  neighbors: readonly (readonly number[])[],
  { ages, genders }: Pick<FaceSplit, "ages" | "genders">,
): NeighborLikeness {
  const likeness = (of: (face: number, neighbor: number) => number) =>
    bootstrapMean(
      neighbors.map((others, face) => mean(others, (neighbor) => of(face, neighbor)) ?? Number.NaN),
      { seed: 1 },
    );
  return {
    ageDifference: likeness((face, neighbor) => Math.abs((ages[face] ?? 0) - (ages[neighbor] ?? 0))),
    sameGender: likeness((face, neighbor) => Number(genders[face] === genders[neighbor])),
  };
}
