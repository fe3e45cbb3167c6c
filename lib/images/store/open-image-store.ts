import { existsSync } from "node:fs";
import path from "node:path";
import type { Splits } from "../../dataset/split";
import { type FaceSplit, openFaceSplit } from "../face-split";
import { unfinishedFolders } from "./store-files";
import { checkStoreRecord, hasTest, readStoreRecord } from "./store-record";

/** A prepared data set. */
export interface ImageStore extends Readonly<Splits<FaceSplit>> {
  /** The side of the images in pixels. */
  readonly imageSize: number;
  /** Closes all splits. */
  close(): Promise<void>;
}

/**
 * Opens a store that `prepareImages` made, and checks that its files are those that were written together.
 *
 * @throws an error that says which file is missing, damaged, or does not belong to the others
 * @example
 * const store = await openImageStore("var/images");
 * const pixels = await store.train.readImages([0, 1, 2]);
 * await store.close();
 */
export async function openImageStore(storeFolder: string): Promise<ImageStore> {
  const filesOf = (name: string): [csv: string, npy: string] => [
    path.join(storeFolder, `${name}.csv`),
    path.join(storeFolder, `${name}.npy`),
  ];
  const missing = ["train", "val"].flatMap(filesOf).filter((file) => !existsSync(file));
  if (missing.length > 0) {
    throw new Error(
      `${storeFolder} holds no prepared images (${missing.map((file) => path.basename(file)).join(", ")} missing): npm run preprocess makes them` +
        `${(await unfinishedFolders(storeFolder)).length > 0 ? ", and goes on where it was stopped." : "."}`,
    );
  }
  const opened: FaceSplit[] = [];
  const close = async () => {
    for (const split of opened) await split.close();
  };
  try {
    const open = async (name: string) => {
      const split = await openFaceSplit(...filesOf(name));
      opened.push(split);
      return split;
    };
    const [train, val] = [await open("train"), await open("val")];
    const test = hasTest(await readStoreRecord(storeFolder)) ? await open("test") : undefined;
    const other = opened.find(({ imageSize }) => imageSize !== train.imageSize);
    if (other !== undefined) {
      throw new Error(
        `In ${storeFolder} the images of train are ${train.imageSize} px wide and those of ${other.name} ${other.imageSize}: prepare them again.`,
      );
    }
    await checkStoreRecord(storeFolder);
    return { imageSize: train.imageSize, train, val, ...(test && { test }), close };
  } catch (error) {
    await close();
    throw error;
  }
}
