import { readFile, stat } from "node:fs/promises";
import sharp, { type Sharp } from "sharp";
import type { PictureRegion } from "../../engine/jpeg/jpeg-decoder";
import { ImageError } from "../image-error";

/** A picture of fewer pixels a side shows no face. Data sets of crops hold some of 1 x 1. */
export const smallestSide = 8;
/** More than any camera's. A picture is decoded as a whole at worst: 400 MB for this many pixels. */
const largestPixelCount = 2 ** 27;
const largestFileSize = 2 ** 27;
/** What a file may hold, whatever its name says. SVG is left out: drawings, and a language of its own. */
const formats: ReadonlySet<string> = new Set(["jpeg", "png", "webp", "gif", "tiff", "heif"]);

/**
 * Reads a picture as a network's input: 8-bit sRGB, resized to a square.
 *
 * - The whole picture is kept and its proportions are not, as in the reference. Shrinking averages (Lanczos 3).
 * - The content decides on the format: JPEG, PNG, WebP, GIF (the first frame), TIFF or AVIF, under any name.
 * - Gray, CMYK, 16-bit and other color spaces are converted to sRGB; transparency is laid on white.
 * - A picture that says how it is to be turned (EXIF orientation) is turned, as OpenCV does it for the reference.
 * - What its decoder has any complaint about is refused, lest half a face, the rest gray, gets into the training.
 *
 * @param file - the picture's path
 * @param size - the square's side in pixels
 * @param regionOf - what part to take of a picture of a given size, upright; all of it if left out
 * @returns `size * size * 3` bytes, row by row from the top, each pixel as red, green, blue from 0 to 255
 * @throws ImageError with a short `reason` when the picture is missing, empty, not an image, cut short, damaged,
 *   of less than 8 pixels a side, or of more than 2^27 (134 million) pixels or bytes; or when `regionOf` finds nothing
 * @example
 * const pixels = await decodeImage("photo.jpg", 224);
 */
export async function decodeImage(
  file: string,
  size: number,
  regionOf?: (width: number, height: number) => PictureRegion | undefined,
): Promise<Uint8Array> {
  const { picture, width, height } = await openPicture(file);
  if (regionOf) {
    const region = regionOf(width, height);
    if (!region) throw new ImageError(file, "no face box");
    if (Math.min(region.width, region.height) < smallestSide) throw new ImageError(file, "too small", "its face");
    picture.extract(region);
  }
  const square = picture
    .resize(size, size, { fit: "fill" })
    .flatten({ background: "white" })
    .toColorspace("srgb")
    .raw({ depth: "uchar" });
  const pixels = await square.toBuffer().catch((error) => {
    throw decodingError(file, error);
  });
  return new Uint8Array(pixels); // sharp keeps its own memory
}

/**
 * Opens a picture without decoding it.
 *
 * @param content - the picture's bytes, where they are in memory; `file` is then what errors call it
 * @returns what decodes it, turned upright, and refuses what a decoder has any complaint about; its size in pixels, upright
 * @throws ImageError, see `decodeImage`
 */
export async function openPicture(
  file: string,
  content?: Uint8Array,
): Promise<{ picture: Sharp; width: number; height: number }> {
  // Read here, and not by sharp, which would remember a file's content by its name.
  const bytes = content ?? (await readPicture(file));
  if (bytes.length === 0) throw new ImageError(file, "empty");
  const picture = sharp(bytes, { failOn: "warning", limitInputPixels: largestPixelCount, autoOrient: true });
  const { format, width, height, autoOrient } = await picture.metadata().catch((error) => {
    throw decodingError(file, error);
  });
  if (!formats.has(format)) throw new ImageError(file, "not an image", format);
  if (Math.min(width, height) < smallestSide) throw new ImageError(file, "too small", `${width} x ${height} pixels`);
  return { picture, width: autoOrient.width, height: autoOrient.height };
}

/**
 * What went wrong while a picture was decoded.
 *
 * sharp tells its errors apart by their texts only.
 */
export function decodingError(file: string, error: unknown): ImageError {
  const text = String(error);
  if (text.includes("unsupported image format")) return new ImageError(file, "not an image");
  if (text.includes("exceeds pixel limit"))
    return new ImageError(file, "too large", `over ${largestPixelCount} pixels`);
  return new ImageError(file, "cut short or damaged");
}

async function readPicture(file: string): Promise<Uint8Array> {
  try {
    const status = await stat(file);
    if (!status.isFile()) throw new ImageError(file, "not a file");
    if (status.size > largestFileSize) throw new ImageError(file, "too large", `${status.size} bytes`);
    return await readFile(file);
  } catch (error) {
    if (error instanceof ImageError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    throw new ImageError(file, code === "ENOENT" || code === "ENOTDIR" ? "missing" : "unreadable", code);
  }
}
