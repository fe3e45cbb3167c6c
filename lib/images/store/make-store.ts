import { rm } from "node:fs/promises";
import path from "node:path";
import { sum } from "d3-array";
import { FaceDecoder } from "../decoding/face-decoder";
import { faceCounter } from "../face-counter";
import { Journal } from "./journal";
import { openImageStore } from "./open-image-store";
import type { PreparedImages, PrepareImagesOptions } from "./prepare-options";
import { readRejections, rejectionTable, writeRejections } from "./rejections";
import { isComplete, replaceStore, unfinishedFolder } from "./store-files";
import { readStoreRecord, writeStoreRecord } from "./store-record";
import { describeChange, type StoreSource } from "./store-source";
import { NoPictureError, writeSplit } from "./write-split";

/** Makes a store, or goes on with one; whoever calls it holds the folder's lock. */
export async function makeStore(
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
    const names = ["train", "val", "test"] as const;
    const before = sum(names, (name) => journal.progressOf(name).done);
    const total = sum(names, (name) => faces[name]?.numRows() ?? 0);
    if (before > 0) {
      const count = new Intl.NumberFormat("en-US").format;
      onMessage?.(`Continuing an earlier run: ${count(before)} of ${count(total)} faces are done.`);
    }
    onProgress?.(before, total, before);
    const onFaces = faceCounter({ total, before, signal, onProgress });
    const work = { folder, imageSize, decoder, journal, onFaces, assertHeld };
    const train = await writeSplit({ ...work, name: "train", faces: faces.train });
    const val = await writeSplit({ ...work, name: "val", faces: faces.val });
    const test = faces.test && (await writeSplit({ ...work, name: "test", faces: faces.test }));
    const rejected = rejectionTable([train, val, ...(test ? [test] : [])].flatMap(({ rejected }) => rejected));
    assertHeld();
    await writeRejections(path.join(folder, "rejected.csv"), rejected);
    const counts = { train: train.count, val: val.count, ...(test && { test: test.count }) };
    await writeStoreRecord(folder, source, { ...counts, rejected: rejected.numRows() });
    await replaceStore(storeFolder, folder);
    return { ...counts, rejected, reused: false };
  } catch (error) {
    if (!(error instanceof NoPictureError)) throw error;
    await rm(folder, { recursive: true, force: true });
    throw new Error(`${error.message}: is ${imageFolder} the folder that they are in?`);
  } finally {
    decoder.close();
    await journal.close();
  }
}

/** What is in a store that was made before. */
export async function readPrepared(storeFolder: string): Promise<PreparedImages> {
  const rejected = await readRejections(path.join(storeFolder, "rejected.csv"));
  const store = await openImageStore(storeFolder);
  await store.close();
  const { train, val, test } = store;
  return { train: train.count, val: val.count, ...(test && { test: test.count }), rejected, reused: true };
}
