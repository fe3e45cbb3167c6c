/**
 * The image store: a data set's pictures decoded once and kept on the disk as a network takes them. It is a folder with
 * - `train.npy` and `val.npy`, and `test.npy` where faces were kept for a test: the images, unsigned bytes [count, size, size, 3];
 * - `train.csv`, `val.csv` and `test.csv`: `filename,age,gender`, a row for each image;
 * - `rejected.csv`: `filename,split,reason`, the faces left out because their pictures cannot be used;
 * - `store.json`: what the store was made from, its counts, and by what its files are known to belong together.
 */
import { mkdir, stat } from "node:fs/promises";
import path from "node:path";
import { withLock } from "../../files/lock.mjs";
import { interruptible } from "../../interruptible";
import { hasFaceBoxes } from "../decoding/face-pictures";
import { makeStore, readPrepared } from "./make-store";
import type { PreparedImages, PrepareImagesOptions } from "./prepare-options";
import { storeFingerprint } from "./store-fingerprint";
import { hasSelection, readStoreRecord, updateSelection } from "./store-record";
import { isSameSource, type StoreSource, storeSource } from "./store-source";

/**
 * Makes an image store. A picture that cannot be used costs its face, not the run.
 *
 * - Memory does not grow with the number of faces, and all cores decode.
 * - Stopped or killed at any moment and called again with the same faces and options, it goes on where it was, and the
 *   result is the same to the last byte. With others it starts over.
 * - An older store in the folder is replaced once the new one is complete. One made from the same faces, unchanged
 *   pictures and the same options is kept, at the cost of a look at each picture's size and date.
 * - Only one works on a folder: others wait, and find the work done.
 *
 * @throws an error when the pictures of a split can none of them be used, when a margin is asked for and the faces have no
 *   boxes, or when the store cannot be written; `Stopped` when it is stopped
 * @example
 * const folder = "data/synthetic";
 * const prepared = await prepareImages({ faces, imageFolder: folder, storeFolder: "var/images", imageSize: 64 });
 */
export function prepareImages(options: PrepareImagesOptions): Promise<PreparedImages> {
  return interruptible(
    options.signal,
    (signal) => prepare({ ...options, signal }),
    "Stopped. The faces that are done are kept: run it again to go on.",
  );
}

async function prepare(options: PrepareImagesOptions): Promise<PreparedImages> {
  const source = await sourceOf(options);
  const { storeFolder, selection, signal, onMessage } = options;
  const reusable = async () => {
    if (!isSameSource(await readStoreRecord(storeFolder), source)) return undefined;
    return readPrepared(storeFolder).catch(() => undefined); // not whole any more: it is made again
  };
  if (selection === undefined || (await hasSelection(storeFolder, selection))) {
    const reused = await reusable();
    if (reused) return reused; // there is nothing to write, and no need of the lock
  }

  await mkdir(storeFolder, { recursive: true });
  const onHeld = (holder: string) =>
    onMessage?.(`Waiting for process ${holder}, which prepares images in ${storeFolder}.`);
  return withLock(path.join(storeFolder, ".preparing"), { onHeld, signal }, async (assertHeld) => {
    const reused = await reusable();
    if (reused && selection) await updateSelection(storeFolder, selection);
    return reused ?? makeStore(options, source, assertHeld);
  });
}

/** Checks the options, and looks at the pictures. */
async function sourceOf(options: PrepareImagesOptions): Promise<StoreSource> {
  const { faces, imageFolder, imageSize = 224, faceMargin, selection = {}, signal, onCheck } = options;
  if (!Number.isInteger(imageSize) || imageSize < 1) {
    throw new RangeError(`imageSize is ${imageSize}, not a whole number of pixels`);
  }
  if (faceMargin !== undefined) {
    if (!(faceMargin >= 0 && Number.isFinite(faceMargin))) {
      throw new RangeError(`faceMargin is ${faceMargin}, not a share of at least 0`);
    }
    if (!hasFaceBoxes(faces.train) && !hasFaceBoxes(faces.val)) {
      throw new Error(
        "The metadata do not say where the faces are (there is no face_location): their boxes cannot be cut out, " +
          "only whole pictures be prepared.",
      );
    }
  }
  const pictures = await stat(imageFolder).catch(() => undefined);
  if (!pictures?.isDirectory()) throw new Error(`There is no folder of pictures at ${imageFolder}.`);
  const withBoxes = faceMargin !== undefined;
  const fingerprint = await storeFingerprint({ ...faces }, imageFolder, { withBoxes, signal, onProgress: onCheck });
  return storeSource({ imageSize, faceMargin: faceMargin ?? null }, selection, fingerprint);
}
