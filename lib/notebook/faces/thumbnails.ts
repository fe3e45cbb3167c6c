import sharp from "sharp";
import { decodeImage } from "../../images/decoding/decode-image";
import { ImageError } from "../../images/image-error";
import { imagePath } from "../../images/image-path";

/** A face whose picture is small enough to stand in HTML or in a chart. */
export type WithThumbnail<Face> = Face & {
  /** A square JPEG as a data URL. */
  url: string;
};

/**
 * The first faces of a list whose pictures can be read, with small copies of these: where one is missing or damaged, the face is
 * passed over. Pictures come from the data set itself, so that rows which cleaning drops have them too.
 *
 * @param imageFolder - the data set's folder
 * @param faces - with `filename`, relative to that folder; more than are wanted where some may be damaged
 * @param options - `size`: the square's side in pixels; `count`: how many are wanted at most
 * @example
 * await thumbnails("data/synthetic", [{ filename: "00/1000000_2009-06-25_2009.jpg" }], { size: 64, count: 6 });
 */
export async function thumbnails<Face extends { filename: string }>(
  imageFolder: string,
  faces: readonly Face[],
  { size, count }: { size: number; count: number },
): Promise<WithThumbnail<Face>[]> {
  const made: WithThumbnail<Face>[] = [];
  let read = 0;
  while (made.length < count && read < faces.length) {
    const next = faces.slice(read, read + count - made.length); // no more than are wanted: most can be read
    const urls = await Promise.all(next.map((face) => jpegUrl(imageFolder, face, size)));
    for (const [index, face] of next.entries()) {
      const url = urls[index];
      if (url !== undefined) made.push({ ...face, url });
    }
    read += next.length;
  }
  return made;
}

async function jpegUrl(folder: string, { filename }: { filename: string }, size: number): Promise<string | undefined> {
  try {
    const pixels = await decodeImage(imagePath(folder, filename), size);
    const jpeg = await sharp(pixels, { raw: { width: size, height: size, channels: 3 } })
      .jpeg({ quality: 80 })
      .toBuffer();
    return `data:image/jpeg;base64,${jpeg.toString("base64")}`;
  } catch (error) {
    if (error instanceof ImageError) return undefined;
    throw error;
  }
}
