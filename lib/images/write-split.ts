import path from "node:path";
import type { ColumnTable } from "arquero";
import { writeFacesCsv } from "../dataset/faces-csv";
import { decodeImage } from "./decode-image";
import { ImageError, type RejectionReason } from "./image-error";
import { imagePath } from "./image-path";
import { mapInOrder } from "./map-in-order";
import { NpyWriter } from "./npy-writer";
import type { Rejection } from "./rejections";

/** Twice the threads that decode, so that none waits while images are written. */
const decodesInFlight = 8;

/**
 * Decodes the pictures of one split and writes `NAME.npy` and `NAME.csv`: the faces in their order, less those whose
 * pictures cannot be used.
 *
 * @param onFace - called after each face, used or not; what it throws stops the work
 * @returns how many faces were written, and those left out
 */
export async function writeSplit(
  name: string,
  faces: ColumnTable,
  options: { imageFolder: string; folder: string; imageSize: number; onFace: () => void },
): Promise<{ count: number; rejected: Rejection[] }> {
  const { imageFolder, folder, imageSize, onFace } = options;
  const all = faces.select("filename", "age", "gender").reify();
  const filenames: string[] = Array.from(all.array("filename"));
  const kept: number[] = [];
  const rejected: Rejection[] = [];

  const writer = await NpyWriter.create(path.join(folder, `${name}.npy`), imageSize);
  try {
    const images = mapInOrder(filenames, decodesInFlight, (filename) =>
      decodeOrReason(imageFolder, filename, imageSize),
    );
    for await (const { filename, image, reason } of images) {
      if (image) {
        kept.push(kept.length + rejected.length);
        await writer.append(image);
      } else {
        rejected.push({ filename, split: name, reason });
      }
      onFace();
    }
    await writer.finish();
  } finally {
    await writer.close();
  }
  if (kept.length === 0) {
    const first = rejected.slice(0, 3).map(({ filename, reason }) => `${filename} (${reason})`);
    throw new Error(
      `None of the ${filenames.length} pictures for ${name} can be used, the first being ${first.join(", ")}: is ${imageFolder} the folder that they are in?`,
    );
  }
  await writeFacesCsv(path.join(folder, `${name}.csv`), all.reify(kept));
  return { count: kept.length, rejected };
}

type Decoded =
  | { filename: string; image: Uint8Array; reason?: undefined }
  | { filename: string; image?: undefined; reason: RejectionReason };

async function decodeOrReason(imageFolder: string, filename: string, imageSize: number): Promise<Decoded> {
  try {
    return { filename, image: await decodeImage(imagePath(imageFolder, filename), imageSize) };
  } catch (error) {
    if (error instanceof ImageError) return { filename, reason: error.reason };
    throw error;
  }
}
