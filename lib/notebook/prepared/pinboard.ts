import sharp, { type OverlayOptions } from "sharp";
import type { Photo } from "../../images/photo/photo";

/** How the pictures hang, one after the other and from the start again: their sides in pixels, tilts in degrees, and heights. */
const PLACES = [
  { side: 210, tilt: -11, top: 40 },
  { side: 160, tilt: 24, top: 150 },
  { side: 240, tilt: 4, top: 60 },
  { side: 150, tilt: -28, top: 30 },
  { side: 190, tilt: 14, top: 120 },
];
const HEIGHT = 360;
const GAP = 20;

/**
 * Pictures pinned to a wall, tilted and of several sizes, as one photo: something in which faces are to be found.
 *
 * @param files - the pictures; what is not square of them is cut to a square
 * @throws when there is none, or one cannot be read
 * @example
 * const photo = await pinboard(["data/synthetic/00/1000000_2009-06-25_2009.jpg"]);
 */
export async function pinboard(files: readonly string[]): Promise<Photo> {
  if (files.length === 0) throw new Error("There is no picture for the pinboard.");
  const pinned: OverlayOptions[] = [];
  let left = GAP;
  for (const [index, file] of files.entries()) {
    const { side = 200, tilt = 0, top = 0 } = PLACES[index % PLACES.length] ?? {};
    const picture = await sharp(file).resize(side, side, { fit: "cover" }).png().toBuffer();
    const { data, info } = await sharp(picture)
      .rotate(tilt, { background: "transparent" })
      .png()
      .toBuffer({ resolveWithObject: true });
    pinned.push({ input: data, left, top: Math.min(top, HEIGHT - info.height) });
    left += info.width + GAP;
  }
  const { data, info } = await sharp({ create: { width: left, height: HEIGHT, channels: 3, background: "#d9d2c4" } })
    .composite(pinned)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { pixels: new Uint8Array(data), channels: 3, width: info.width, height: info.height, scale: 1 };
}
