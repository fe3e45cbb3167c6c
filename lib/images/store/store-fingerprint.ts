import { createHash } from "node:crypto";
import { stat as statWithCallback } from "node:fs";
import { promisify } from "node:util";
import type { ColumnTable } from "arquero";
import { ethnicityColumn } from "../../dataset/ethnicity";
import { facePictures } from "../decoding/face-pictures";
import { type FaceCounterOptions, faceCounter } from "../face-counter";
import { imagePath } from "../image-path";
import { mapInOrder } from "../map-in-order";

// Half the time of that in node:fs/promises.
const stat = promisify(statWithCallback);

/** Hashes of what the images of a store depend on, apart from options. */
export interface StoreFingerprint {
  /** Of the faces of each split in their order: their names, ages, genders and known ethnicities, and boxes where a margin is asked for. */
  metadata: string;
  /** Of each picture's file size and time of change. The pictures themselves are not read. */
  pictures: string;
}

/**
 * Takes the fingerprint of faces and their pictures.
 *
 * @param faces - the splits by their names, with the columns `filename`, `age` and `gender`
 * @param options - `withBoxes`: whether the faces' boxes matter; `signal`: stops the work; `onProgress`: called with the count of
 *   pictures looked at and of all, every 100 ms and at the end, if it takes longer than a second
 */
export async function storeFingerprint(
  faces: Readonly<Record<string, ColumnTable>>,
  imageFolder: string,
  options: { withBoxes?: boolean } & Pick<FaceCounterOptions, "signal" | "onProgress"> = {},
): Promise<StoreFingerprint> {
  const { withBoxes = false, signal, onProgress } = options;
  const total = Object.values(faces).reduce((sum, table) => sum + table.numRows(), 0);
  const onFace = faceCounter({ total, signal, onProgress, silence: 1000 });
  const metadata = createHash("sha256");
  const pictures = createHash("sha256");
  for (const [split, table] of Object.entries(faces)) {
    metadata.update(JSON.stringify([split, Array.from(table.array("age")), Array.from(table.array("gender"))]));
    const { ethnicity } = ethnicityColumn(table);
    if (ethnicity) metadata.update(JSON.stringify(ethnicity));
    const states = mapInOrder(facePictures(table), 64, ({ filename, box }) => {
      metadata.update(JSON.stringify(withBoxes ? [filename, box] : filename));
      return pictureState(imageFolder, filename);
    });
    for await (const picture of states) {
      pictures.update(JSON.stringify(picture));
      onFace(1);
    }
  }
  return { metadata: metadata.digest("hex"), pictures: pictures.digest("hex") };
}

/** A picture that is not there, or must not be looked at, has no state: should it come, the store is another one. */
async function pictureState(imageFolder: string, filename: string): Promise<number[]> {
  try {
    const { size, mtimeMs } = await stat(imagePath(imageFolder, filename));
    return [size, mtimeMs];
  } catch {
    return [];
  }
}
