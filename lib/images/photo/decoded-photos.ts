import { ImageError } from "../image-error";
import { mapInOrder } from "../map-in-order";
import { type OpenedPhoto, openPhoto, type Photo } from "./photo";

/** What became of a photo. */
export type DecodedPhoto = { photo: Photo; error?: undefined } | { photo?: undefined; error: ImageError };

/** How many photos come at once. */
const BATCH = 32;
/** From so many bytes on, a batch takes no more photos: one of 12 megapixels, which is as fast and takes the least memory. */
const BATCH_BYTES = 2 ** 25;
/** One is the consumer's, the other is decoded meanwhile. */
const BATCHES = 2;
/** How many files are read ahead. */
const OPENED = 16;

/**
 * Decodes photos in batches, see `decodePhoto`, ahead of the consumer and on all cores. Memory does not grow with their count: two
 * batches of at most 32 photos, which of large photos hold one.
 *
 * @returns what became of each, in their order
 */
export async function* decodedPhotos(files: Iterable<string>): AsyncGenerator<DecodedPhoto[], void, undefined> {
  yield* mapInOrder(batches(files), BATCHES, (batch) =>
    Promise.all(batch.map((opened) => (opened instanceof ImageError ? { error: opened } : decoded(opened)))),
  );
}

async function* batches(files: Iterable<string>): AsyncGenerator<(OpenedPhoto | ImageError)[], void, undefined> {
  let batch: (OpenedPhoto | ImageError)[] = [];
  let bytes = 0;
  for await (const opened of mapInOrder(files, OPENED, (file) => openPhoto(file).catch(imageError))) {
    batch.push(opened);
    if (!(opened instanceof ImageError)) bytes += opened.bytes;
    if (batch.length < BATCH && bytes < BATCH_BYTES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

async function decoded(opened: OpenedPhoto): Promise<DecodedPhoto> {
  try {
    return { photo: await opened.decode() };
  } catch (error) {
    return { error: imageError(error) };
  }
}

/** @throws what is no ImageError */
function imageError(error: unknown): ImageError {
  if (error instanceof ImageError) return error;
  throw error;
}
