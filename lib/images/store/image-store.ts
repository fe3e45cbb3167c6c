/**
 * The image store: a data set's pictures decoded once and kept on the disk as a network takes them. It is a folder with
 * - `train.npy` and `val.npy`: the images, unsigned bytes [count, size, size, 3];
 * - `train.csv` and `val.csv`: `filename,age,gender`, a row for each image;
 * - `rejected.csv`: `filename,split,reason`, the faces left out because their pictures cannot be used;
 * - `store.json`: what the store was made from, its counts, and by what its files are known to belong together.
 */
import { mkdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { ColumnTable } from "arquero";
import { withLock } from "../../files/lock.mjs";
import { interruptible } from "../../interruptible";
import { FaceDecoder } from "../decoding/face-decoder";
import { hasFaceBoxes } from "../decoding/face-pictures";
import { faceCounter } from "../face-counter";
import { Journal } from "./journal";
import { openImageStore } from "./open-image-store";
import { readRejections, rejectionTable, writeRejections } from "./rejections";
import { isComplete, replaceStore, unfinishedFolder } from "./store-files";
import { storeFingerprint } from "./store-fingerprint";
import { hasSelection, readStoreRecord, updateSelection, writeStoreRecord } from "./store-record";
import { describeChange, isSameSource, type Selection, type StoreSource, storeSource } from "./store-source";
import { NoPictureError, writeSplit } from "./write-split";

export { type ImageStore, openImageStore } from "./open-image-store";

/** What `prepareImages` is told. */
export interface PrepareImagesOptions {
  /**
   * The faces of each split, in the columns `filename`, `age` and `gender`; for a `faceMargin` also those of `BOX_COLUMNS`,
   * see `FaceBox`.
   */
  faces: { train: ColumnTable; val: ColumnTable };
  /** Where the pictures are; each `filename` is relative to it. */
  imageFolder: string;
  /** Where the store goes. Other files in this folder stay as they are. */
  storeFolder: string;
  /** The side of the images in pixels. */
  imageSize?: number;
  /** Takes of each picture the face's box only, widened by this share of its size on every side; see `faceRegion`. */
  faceMargin?: number | undefined;
  /** How the faces were chosen, for `store.json`. */
  selection?: Selection;
  /** Stops the work, as the stop button does in a notebook. What is done is kept for the next run, an older store stays. */
  signal?: AbortSignal | undefined;
  /**
   * Called with the count of pictures of which size and date were looked at, and of all: every 100 ms and at the end, if it
   * takes longer than a second.
   */
  onCheck?: ((done: number, total: number) => void) | undefined;
  /**
   * Called with the count of faces done, of all, and of those that were done before: when the decoding begins, every 100 ms,
   * and at the end.
   */
  onProgress?: ((done: number, total: number, before: number) => void) | undefined;
  /** Called with what there is to say at the start: that an earlier run is continued, or why it is not. */
  onMessage?: ((message: string) => void) | undefined;
}

/** What `prepareImages` made. */
export interface PreparedImages {
  /** How many faces are there to train on. */
  train: number;
  /** How many faces are there to validate with. */
  val: number;
  /** The faces left out, in the columns `filename`, `split` and `reason`. */
  rejected: ColumnTable;
  /** Whether this very store was there already, so that nothing had to be done. */
  reused: boolean;
}

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
  const fingerprint = await storeFingerprint(faces, imageFolder, { withBoxes, signal, onProgress: onCheck });
  return storeSource({ imageSize, faceMargin: faceMargin ?? null }, selection, fingerprint);
}

/** Makes a store, or goes on with one; whoever calls it holds the folder's lock. */
async function makeStore(
  options: PrepareImagesOptions,
  source: StoreSource,
  assertHeld: () => void,
): Promise<PreparedImages> {
  const { faces, imageFolder, storeFolder, signal, onProgress, onMessage } = options;
  const { imageSize, faceMargin } = source.options;
  const { folder, journal: journalFile, begun, discarded } = await unfinishedFolder(storeFolder, source);
  const older = discarded ?? (await readStoreRecord(storeFolder));
  if (!begun && older !== undefined) onMessage?.(`Starting over: ${describeChange(older, source)}.`);
  if (isComplete(folder)) {
    await replaceStore(storeFolder, folder);
    return { ...(await readPrepared(storeFolder)), reused: false };
  }
  const journal = await Journal.open(journalFile, source);
  const decoder = new FaceDecoder({ imageFolder, imageSize, faceMargin: faceMargin ?? undefined });
  try {
    const before = journal.progressOf("train").done + journal.progressOf("val").done;
    const total = faces.train.numRows() + faces.val.numRows();
    if (before > 0) {
      const count = new Intl.NumberFormat("en-US").format;
      onMessage?.(`Continuing an earlier run: ${count(before)} of ${count(total)} faces are done.`);
    }
    onProgress?.(before, total, before);
    const onFaces = faceCounter({ total, before, signal, onProgress });
    const work = { folder, imageSize, decoder, journal, onFaces, assertHeld };
    const train = await writeSplit({ ...work, name: "train", faces: faces.train });
    const val = await writeSplit({ ...work, name: "val", faces: faces.val });
    const rejected = rejectionTable([...train.rejected, ...val.rejected]);
    assertHeld();
    await writeRejections(path.join(folder, "rejected.csv"), rejected);
    const counts = { train: train.count, val: val.count, rejected: rejected.numRows() };
    await writeStoreRecord(folder, source, counts);
    await replaceStore(storeFolder, folder);
    return { train: train.count, val: val.count, rejected, reused: false };
  } catch (error) {
    if (!(error instanceof NoPictureError)) throw error;
    await rm(folder, { recursive: true, force: true });
    throw new Error(`${error.message}: is ${imageFolder} the folder that they are in?`);
  } finally {
    await decoder.close();
    await journal.close();
  }
}

/** What is in a store. */
async function readPrepared(storeFolder: string): Promise<PreparedImages> {
  const rejected = await readRejections(path.join(storeFolder, "rejected.csv"));
  const store = await openImageStore(storeFolder);
  await store.close();
  return { train: store.train.count, val: store.val.count, rejected, reused: true };
}
