import path from "node:path";
import { readFacesCsv } from "../../dataset/faces-csv";
import type { FaceSplit } from "../../images/face-split";
import type { ImageStore } from "../../images/store/open-image-store";

/**
 * The faces that a CSV of the user's lists, with their images out of a store: for training on some of the faces, on
 * another split of them, or with corrected ages and genders.
 *
 * @param csvFile - `filename,age,gender`; each file name is one of the store's, of either split
 * @param store - stays open as long as the faces are used, and is closed by its owner
 * @throws when a file name is not in the store
 */
export async function openListedFaces(csvFile: string, store: ImageStore): Promise<FaceSplit> {
  const faces = await readFacesCsv(csvFile);
  const filenames: string[] = [...faces.array("filename")];
  const prepared = imagesOf(store);
  const found = filenames.flatMap((filename) => prepared.get(filename) ?? []);
  if (found.length < filenames.length) {
    const missing = filenames.filter((filename) => !prepared.has(filename));
    throw new Error(
      `${csvFile} lists ${missing.length} faces whose images were not prepared, ${missing[0]} first; leave them out, or run npm run preprocess on a data set that has them (its rejected.csv lists images that cannot be used).`,
    );
  }
  return {
    name: path.basename(csvFile, ".csv"),
    folder: store.train.folder,
    count: found.length,
    imageSize: store.imageSize,
    faces,
    ages: Int32Array.from([...faces.array("age")]),
    genders: Int32Array.from([...faces.array("gender")]),
    readImages: async (rows) => {
      const images = Array.from(rows, (row) => {
        const readImage = found[row];
        if (readImage === undefined) throw new RangeError("there is no such row");
        return readImage();
      });
      return new Uint8Array(Buffer.concat(await Promise.all(images)));
    },
    close: async () => {},
  };
}

/** What reads each file name's image. */
function imagesOf(store: ImageStore): Map<string, () => Promise<Uint8Array>> {
  const images = new Map<string, () => Promise<Uint8Array>>();
  for (const split of [store.val, store.train]) {
    const filenames: string[] = [...split.faces.array("filename")];
    filenames.forEach((filename, row) => {
      images.set(filename, () => split.readImages([row]));
    });
  }
  return images;
}
