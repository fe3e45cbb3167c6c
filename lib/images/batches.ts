import { shuffler } from "d3-array";
import { randomLcg } from "d3-random";
import { scramble } from "../random-stream";
import type { FaceSplit } from "./face-split";
import { mapInOrder } from "./map-in-order";

/** What is known of some faces. The arrays are the consumer's own. */
export interface FaceLabels {
  /** The ages, 0 to 100. */
  ages: Int32Array;
  /** The genders: 1 male, 0 female. */
  genders: Int32Array;
  /** Where the faces stand in the split. */
  rows: Int32Array;
  /** How many faces; in the last batch perhaps fewer than in the others. */
  size: number;
}

/** Some faces with their images, as a training step takes them. */
export interface Batch extends FaceLabels {
  /** RGB bytes, `size * imageSize * imageSize * 3`; the consumer's own. */
  images: Uint8Array;
  /** The side of the images in pixels. */
  imageSize: number;
}

/** In which order faces come, and in batches of how many. */
export interface BatchOrder {
  batchSize: number;
  /** The same `seed` and `epoch` give the same order, another epoch another one. */
  seed: number;
  epoch: number;
  /** So many first batches are left out, so that an epoch can be gone on with. Default none. */
  skip?: number;
}

/**
 * All faces of a split once, in a random order: one epoch.
 *
 * The next batch is read from the disk while the consumer works on this one; no more than two are in memory.
 *
 * @example
 * for await (const batch of shuffledBatches(store.train, { batchSize: 16, seed: 42, epoch: 0 })) {
 *   console.log(batch.ages);
 * }
 */
export function shuffledBatches(split: FaceSplit, order: BatchOrder): AsyncGenerator<Batch, void, undefined> {
  return batches(split, shuffledRows(split.count, order), order.batchSize, imagesOf(split));
}

/** All faces of a split once, in their order, for an evaluation. Reads ahead like `shuffledBatches`. */
export function orderedBatches(
  split: FaceSplit,
  options: { batchSize: number },
): AsyncGenerator<Batch, void, undefined> {
  return batches(split, rowsInOrder(split.count), options.batchSize, imagesOf(split));
}

/** The rows of an epoch, from 0, in a random order; see `shuffledBatches`. */
export function shuffledRows(count: number, { batchSize, seed, epoch, skip = 0 }: BatchOrder): Int32Array {
  const rows = rowsInOrder(count);
  shuffler(randomLcg(scramble(Math.imul(seed, 0x9e3779b1) ^ epoch)))(rows);
  return rows.subarray(skip * batchSize);
}

/**
 * Faces in batches, read ahead like those of `shuffledBatches`.
 *
 * @param order - the rows of the faces
 * @param read - reads what there is of the faces in some rows, beside their labels
 * @throws when the batches' size is not a whole number of at least 1
 */
export function batches<Contents extends object>(
  { ages, genders }: Pick<FaceSplit, "ages" | "genders">,
  order: Int32Array,
  batchSize: number,
  read: (rows: Int32Array) => Promise<Contents>,
): AsyncGenerator<Contents & FaceLabels, void, undefined> {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`batchSize is ${batchSize}, not a whole number of at least 1`);
  }
  const starts = Array.from({ length: Math.ceil(order.length / batchSize) }, (_, index) => index * batchSize);
  // Two at a time: the one that the consumer waits for or works on, and the one after it.
  return mapInOrder(starts, 2, async (start) => {
    const rows = order.slice(start, start + batchSize);
    const contents = await read(rows);
    const pick = (values: Int32Array) => rows.map((row) => values[row] ?? 0); // the rows were read, so they are there
    return { ...contents, ages: pick(ages), genders: pick(genders), rows, size: rows.length };
  });
}

function imagesOf(split: FaceSplit) {
  return async (rows: Int32Array) => ({ images: await split.readImages(rows), imageSize: split.imageSize });
}

function rowsInOrder(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, row) => row);
}
