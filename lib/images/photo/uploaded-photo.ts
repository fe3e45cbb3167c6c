import { decodingError, openPicture } from "../decoding/decode-image";
import type { Photo } from "./photo";

/** A larger photo is shrunk to so many pixels a side. */
const LARGEST_SIDE = 4096;

/**
 * Decodes a photo that is in memory, as `decodePhoto` does one that is on the disk. Nothing is written to the disk.
 *
 * @param name - what errors call it
 * @param bytes - of a file as `decodeImage` takes it; not trusted
 * @throws ImageError when it cannot be used, see `decodeImage`
 * @example
 * const photo = await decodeUploadedPhoto("holidays.jpg", bytes);
 */
export async function decodeUploadedPhoto(name: string, bytes: Uint8Array): Promise<Photo> {
  const { picture, width } = await openPicture(name, bytes);
  const { data, info } = await picture
    .resize(LARGEST_SIDE, LARGEST_SIDE, { fit: "inside", withoutEnlargement: true })
    .flatten({ background: "white" })
    .toColorspace("srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true })
    .catch((error) => {
      throw decodingError(name, error);
    });
  const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { pixels, width: info.width, height: info.height, scale: width / info.width };
}
