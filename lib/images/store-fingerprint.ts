import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import type { ColumnTable } from "arquero";
import { imagePath } from "./image-path";
import { mapInOrder } from "./map-in-order";

/** To be raised when the same pictures come out as other images than before. */
const storeVersion = 1;

/**
 * A hash of all that an image store is made from: the faces of each split in their order, the size of the images, and
 * each picture's file size and time of change. The pictures themselves are not read.
 *
 * @param faces - the splits by their names, with the columns `filename`, `age` and `gender`
 */
export async function storeFingerprint(
  faces: Readonly<Record<string, ColumnTable>>,
  imageFolder: string,
  imageSize: number,
): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify([storeVersion, imageSize]));
  for (const [split, table] of Object.entries(faces)) {
    hash.update(JSON.stringify([split, Array.from(table.array("age")), Array.from(table.array("gender"))]));
    const filenames: string[] = Array.from(table.array("filename"));
    for await (const picture of mapInOrder(filenames, 64, (filename) => pictureState(imageFolder, filename))) {
      hash.update(JSON.stringify(picture));
    }
  }
  return hash.digest("hex");
}

/** A picture that is not there, or must not be looked at, has a name only: should it come, the store is another one. */
async function pictureState(imageFolder: string, filename: string): Promise<(string | number)[]> {
  try {
    const { size, mtimeMs } = await stat(imagePath(imageFolder, filename));
    return [filename, size, mtimeMs];
  } catch {
    return [filename];
  }
}
