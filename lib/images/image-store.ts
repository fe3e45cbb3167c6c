/**
 * The image store: a data set's pictures decoded once and kept on the disk as a network takes them. It is a folder with
 * - `train.npy` and `val.npy`: the images, unsigned bytes [count, size, size, 3];
 * - `train.csv` and `val.csv`: `filename,age,gender`, a row for each image;
 * - `rejected.csv`: `filename,split,reason`, the faces left out because their pictures cannot be used;
 * - `store.json`: a fingerprint of what the store was made from.
 */
import { existsSync } from "node:fs";
import { rm, stat } from "node:fs/promises";
import path from "node:path";
import type { ColumnTable } from "arquero";
import { type FaceSplit, openFaceSplit } from "./face-split";
import { readRejections, rejectionTable, writeRejections } from "./rejections";
import { makeUnfinishedFolder, readFingerprint, replaceStore, writeFingerprint } from "./store-files";
import { storeFingerprint } from "./store-fingerprint";
import { writeSplit } from "./write-split";

/** What `prepareImages` is told. */
export interface PrepareImagesOptions {
  /** The faces of each split, in the columns `filename`, `age` and `gender`. */
  faces: { train: ColumnTable; val: ColumnTable };
  /** Where the pictures are; each `filename` is relative to it. */
  imageFolder: string;
  /** Where the store goes. Other files in this folder stay as they are. */
  storeFolder: string;
  /** The side of the images in pixels. */
  imageSize?: number;
  /** Stops the work: what there is of the new store is removed, and an older one stays. */
  signal?: AbortSignal | undefined;
  /** Called with the count of faces done, and of all, at most every 100 ms and at the end. */
  onProgress?: ((done: number, total: number) => void) | undefined;
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
 * An older store in the folder is replaced once the new one is complete. One made from the same faces, unchanged
 * pictures and the same size is kept, at the cost of a look at each picture's size and date.
 *
 * @throws an error when the pictures of a split can none of them be used, or when the store cannot be written
 * @example
 * const folder = "data/synthetic";
 * const prepared = await prepareImages({ faces, imageFolder: folder, storeFolder: "var/images", imageSize: 64 });
 */
export async function prepareImages(options: PrepareImagesOptions): Promise<PreparedImages> {
  const { faces, imageFolder, storeFolder, imageSize = 224 } = options;
  if (!Number.isInteger(imageSize) || imageSize < 1) {
    throw new RangeError(`imageSize is ${imageSize}, not a whole number of pixels`);
  }
  const pictures = await stat(imageFolder).catch(() => undefined);
  if (!pictures?.isDirectory()) throw new Error(`There is no folder of pictures at ${imageFolder}.`);

  const fingerprint = await storeFingerprint(faces, imageFolder, imageSize);
  const reused = (await readFingerprint(storeFolder)) === fingerprint && (await readPrepared(storeFolder));
  if (reused) return reused;

  const total = faces.train.numRows() + faces.val.numRows();
  const unfinished = await makeUnfinishedFolder(storeFolder);
  try {
    const onFace = faceCounter(total, options);
    const train = await writeSplit("train", faces.train, { imageFolder, folder: unfinished, imageSize, onFace });
    const val = await writeSplit("val", faces.val, { imageFolder, folder: unfinished, imageSize, onFace });
    const rejected = rejectionTable([...train.rejected, ...val.rejected]);
    await writeRejections(path.join(unfinished, "rejected.csv"), rejected);
    await writeFingerprint(unfinished, fingerprint);
    await replaceStore(storeFolder, unfinished);
    return { train: train.count, val: val.count, rejected, reused: false };
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
    const megabytes = Math.ceil((total * imageSize ** 2 * 3) / 1e6).toLocaleString("en-US");
    throw new Error(
      `The disk is full: make room for up to ${megabytes} MB in ${storeFolder}, or choose another folder.`,
    );
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** A prepared data set. */
export interface ImageStore {
  /** The side of the images in pixels. */
  readonly imageSize: number;
  readonly train: FaceSplit;
  readonly val: FaceSplit;
  /** Closes both splits. */
  close(): Promise<void>;
}

/**
 * Opens a store that `prepareImages` made.
 *
 * @throws an error that says which file is missing, damaged, or does not belong to the others
 * @example
 * const store = await openImageStore("var/images");
 * const pixels = await store.train.readImages([0, 1, 2]);
 * await store.close();
 */
export async function openImageStore(storeFolder: string): Promise<ImageStore> {
  const files = ["train.csv", "train.npy", "val.csv", "val.npy"];
  const missing = files.filter((file) => !existsSync(path.join(storeFolder, file)));
  if (missing.length > 0) {
    throw new Error(
      `${storeFolder} holds no prepared images (${missing.join(", ")} missing): npm run preprocess makes them.`,
    );
  }
  const [trainCsv = "", trainNpy = "", valCsv = "", valNpy = ""] = files.map((file) => path.join(storeFolder, file));
  const train = await openFaceSplit(trainCsv, trainNpy);
  const val = await openFaceSplit(valCsv, valNpy).catch(async (error) => {
    await train.close();
    throw error;
  });
  const close = async () => {
    await train.close();
    await val.close();
  };
  if (train.imageSize !== val.imageSize) {
    await close();
    throw new Error(
      `In ${storeFolder} the images of train are ${train.imageSize} px wide and those of val ${val.imageSize}: prepare them again.`,
    );
  }
  return { imageSize: train.imageSize, train, val, close };
}

/** What an earlier run made, or nothing if it is not whole any more. */
async function readPrepared(storeFolder: string): Promise<PreparedImages | undefined> {
  try {
    const rejected = await readRejections(path.join(storeFolder, "rejected.csv"));
    const store = await openImageStore(storeFolder);
    await store.close();
    return { train: store.train.count, val: store.val.count, rejected, reused: true };
  } catch {
    return undefined;
  }
}

/** What is to be done after each face: stop if told so, report every now and then. */
function faceCounter(total: number, { signal, onProgress }: PrepareImagesOptions): () => void {
  let done = 0;
  let reported = performance.now();
  return () => {
    signal?.throwIfAborted();
    done++;
    const now = performance.now();
    if (done < total && now - reported < 100) return;
    reported = now;
    onProgress?.(done, total);
  };
}
