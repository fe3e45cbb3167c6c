import type { Sharp } from "sharp";
import { decodingError, openPicture } from "../decoding/decode-image";

/** A photo in memory. */
export interface Photo {
  /** `width * height * channels` bytes, row by row from the top, each pixel as red, green, blue from 0 to 255. */
  pixels: Uint8Array;
  /** How many bytes are a pixel's: 3, or 4 as browsers give them, the last of which means nothing. */
  channels: 3 | 4;
  /** In pixels, like `height`. */
  width: number;
  height: number;
  /** How many pixels of the file are one of these, in each direction: 1, and more for a photo that was shrunk. */
  scale: number;
}

/** A larger photo is shrunk to so many pixels a side: enough for a face that takes a fiftieth of it. It takes 50 MB. */
const LARGEST_SIDE = 4096;

/** A photo whose file is read and not yet decoded. */
export interface OpenedPhoto {
  /** How much memory it will take, in bytes. */
  bytes: number;
  /** @throws ImageError when it cannot be used, see `decodeImage` */
  decode(): Promise<Photo>;
}

/**
 * Reads a photo of any size that `decodeImage` takes, in 8-bit sRGB, upright as its EXIF orientation says.
 *
 * @param bytes - the file's content, where it is in memory and not on the disk; `file` is what errors call it then
 * @throws ImageError when it cannot be used, see `decodeImage`
 * @example
 * const { width, height } = await decodePhoto("holidays.jpg");
 */
export async function decodePhoto(file: string, bytes?: Uint8Array): Promise<Photo> {
  return (await openPhoto(file, bytes)).decode();
}

/**
 * Opens a photo, see `decodePhoto`.
 *
 * @throws ImageError when that shows that it cannot be used
 */
export async function openPhoto(file: string, bytes?: Uint8Array): Promise<OpenedPhoto> {
  const { picture, width, height } = await openPicture(file, bytes);
  const shrunk = Math.min(1, LARGEST_SIDE / Math.max(width, height));
  return { bytes: 3 * width * height * shrunk ** 2, decode: () => decode(file, picture, width) };
}

async function decode(file: string, picture: Sharp, width: number): Promise<Photo> {
  const { data, info } = await picture
    .resize(LARGEST_SIDE, LARGEST_SIDE, { fit: "inside", withoutEnlargement: true })
    .flatten({ background: "white" })
    .toColorspace("srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true })
    .catch((error) => {
      throw decodingError(file, error);
    });
  const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { pixels, channels: 3, width: info.width, height: info.height, scale: width / info.width };
}
