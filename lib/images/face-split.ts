import path from "node:path";
import type { ColumnTable } from "arquero";
import { readFacesCsv } from "../dataset/faces-csv";
import { NpyReader } from "./npy/npy-reader";

/** One split of a data set, prepared: its faces in memory, their images on the disk. */
export interface FaceSplit {
  /** `"train"`, `"val"` or `"test"`: the CSV's name. */
  readonly name: string;
  /** The folder of its images. */
  readonly folder: string;
  /** How many faces. */
  readonly count: number;
  /** The side of the images in pixels. */
  readonly imageSize: number;
  /** The columns `filename`, `age`, `gender` and perhaps `ethnicity`, a row for each image. */
  readonly faces: ColumnTable;
  /** The ages by row, 0 to 100. */
  readonly ages: Int32Array;
  /** The genders by row: 1 male, 0 female. */
  readonly genders: Int32Array;
  /**
   * Reads images from the disk.
   *
   * @param rows - which, from 0, in any order
   * @returns RGB bytes of the caller's own, `rows.length * imageSize * imageSize * 3`, in the order of `rows`
   */
  readImages(rows: ArrayLike<number>): Promise<Uint8Array>;
  /** Closes the file of images, after which none can be read. */
  close(): Promise<void>;
}

/**
 * Opens a prepared split by its two files.
 *
 * @param csvFile - `filename,age,gender` and perhaps `ethnicity`, one row for each image
 * @param npyFile - the images, unsigned bytes [count, size, size, 3]
 * @throws an error that names the file when one is not what it should be, or when the two do not belong together
 */
export async function openFaceSplit(csvFile: string, npyFile: string): Promise<FaceSplit> {
  const faces = await readFacesCsv(csvFile);
  const images = await NpyReader.open(npyFile);
  const { shape, type } = images.rows;
  const [imageSize = 0] = shape;
  if (`${type} ${shape}` !== `|u1 ${[imageSize, imageSize, 3]}`) {
    await images.close();
    throw new Error(
      `${npyFile} holds arrays ${type} (${shape.join(", ")}), not images of bytes (size, size, 3). Prepare the images again.`,
    );
  }
  if (images.count !== faces.numRows()) {
    await images.close();
    throw new Error(
      `${csvFile} has ${faces.numRows()} faces and ${npyFile} ${images.count} images: they do not belong together.`,
    );
  }
  return {
    name: path.basename(csvFile, ".csv"),
    folder: path.dirname(npyFile),
    count: images.count,
    imageSize,
    faces,
    ages: Int32Array.from([...faces.array("age")]),
    genders: Int32Array.from([...faces.array("gender")]),
    readImages: (rows) => images.read(rows),
    close: () => images.close(),
  };
}
