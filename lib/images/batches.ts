import { shuffler } from "d3-array";
import { randomLcg } from "d3-random";
import type { FaceSplit } from "./face-split";
import { mapInOrder } from "./map-in-order";

/** Some faces with their images, as a training step takes them. The arrays are the consumer's own. */
export interface Batch {
  /** RGB bytes, `size * imageSize * imageSize * 3`. */
  images: Uint8Array;
  /** The ages, 0 to 100. */
  ages: Int32Array;
  /** The genders: 1 male, 0 female. */
  genders: Int32Array;
  /** Where the faces stand in the split. */
  rows: Int32Array;
  /** How many faces; in the last batch perhaps fewer than in the others. */
  size: number;
  /** The side of the images in pixels. */
  imageSize: number;
}

/**
 * All faces of a split once, in a random order: one epoch.
 *
 * The next batch is read from the disk while the consumer works on this one; no more than two are in memory.
 *
 * @param options - the same `seed` and `epoch` give the same order, another epoch another one; the first `skip` batches
 *   (default none) are left out, so that an epoch can be gone on with
 * @example
 * for await (const batch of shuffledBatches(store.train, { batchSize: 16, seed: 42, epoch: 0 })) {
 *   console.log(batch.ages);
 * }
 */
export function shuffledBatches(
  split: FaceSplit,
  options: { batchSize: number; seed: number; epoch: number; skip?: number },
): AsyncGenerator<Batch, void, undefined> {
  const { batchSize, seed, epoch, skip = 0 } = options;
  const rows = Int32Array.from({ length: split.count }, (_, row) => row);
  shuffler(randomLcg(epochSeed(seed, epoch)))(rows);
  return batches(split, rows.subarray(skip * batchSize), batchSize);
}

/** All faces of a split once, in their order, for an evaluation. Reads ahead like `shuffledBatches`. */
export function orderedBatches(
  split: FaceSplit,
  options: { batchSize: number },
): AsyncGenerator<Batch, void, undefined> {
  const rows = Int32Array.from({ length: split.count }, (_, row) => row);
  return batches(split, rows, options.batchSize);
}

function batches(split: FaceSplit, order: Int32Array, batchSize: number): AsyncGenerator<Batch, void, undefined> {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`batchSize is ${batchSize}, not a whole number of at least 1`);
  }
  const starts = Array.from({ length: Math.ceil(order.length / batchSize) }, (_, index) => index * batchSize);
  // Two at a time: the one that the consumer waits for or works on, and the one after it.
  return mapInOrder(starts, 2, async (start) => {
    const rows = order.slice(start, start + batchSize);
    const images = await split.readImages(rows);
    const { imageSize, ages, genders } = split;
    return { images, ages: pick(ages, rows), genders: pick(genders, rows), rows, size: rows.length, imageSize };
  });
}

function pick(values: Int32Array, rows: Int32Array): Int32Array {
  const picked = new Int32Array(rows.length);
  rows.forEach((row, index) => {
    picked.set(values.subarray(row, row + 1), index);
  });
  return picked;
}

/**
 * A seed for each epoch, mixed well: `randomLcg` starts neighboring seeds with nearly the same numbers, which would
 * shuffle neighboring epochs alike. The mixing is MurmurHash3's finalizer (Austin Appleby, public domain).
 */
function epochSeed(seed: number, epoch: number): number {
  let mixed = Math.imul(seed, 0x9e3779b1) ^ epoch;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
