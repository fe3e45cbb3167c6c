import { halved } from "./halved-photo";
import type { Photo } from "./photo";

/** A place in a photo, in pixels from its left edge and from its top. */
export interface Point {
  x: number;
  y: number;
}

/** A square part of a photo, perhaps turned; it may reach beyond the photo's edges. */
export interface View {
  /** Its middle. */
  center: Point;
  /** Its width and height in the photo's pixels. */
  side: number;
  /** By how much it is turned, in radians, clockwise: the direction in the photo in which its upper edge runs. */
  angle: number;
}

/** The place in a photo of a place in a view, which is given in shares of the view's side, from its left and from its top. */
export function placeInPhoto({ center, side, angle }: View, { x, y }: Point): Point {
  const [right, down] = [(x - 0.5) * side, (y - 0.5) * side];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return { x: center.x + cos * right - sin * down, y: center.y + sin * right + cos * down };
}

/** From this on a photo is halved before it is shrunk: between its pixels, one in two is left out by then. */
const HALVED = Math.SQRT2;

/** How images are cut out of photos. */
export interface ViewImagesOptions {
  /** How many images there is room for, more than views perhaps: what no view fills is black. */
  count?: number;
  /** What is beyond the photo's edges, 0 to 255; where not given, the pixels at the edge go on. */
  gray?: number;
  /** Less than the whole view: a strip of its middle, so many pixels wide. */
  width?: number;
  /** The same, so many pixels high. */
  height?: number;
}

/**
 * Cuts views out of photos, each scaled to an image: its pixels are where `placeInPhoto` says, between the photo's they are
 * bilinear. To shrink, halves of the photo are taken, whose pixels are means.
 *
 * @param size - how many pixels a view's side becomes
 * @returns the images one after the other, `width * height * 3` bytes each, as `decodeImage` returns them
 */
export function viewImages(
  views: readonly { photo: Photo; view: View }[],
  size: number,
  { count = views.length, gray, width = size, height = size }: ViewImagesOptions = {},
): Uint8Array {
  const bytes = width * height * 3;
  const images = new Uint8Array(count * bytes);
  for (const [index, { photo, view }] of views.entries()) {
    const image = images.subarray(index * bytes, (index + 1) * bytes);
    cutView(photo, view, image, { step: view.side / size, width, height, gray });
  }
  return images;
}

/** @param step - from pixel to pixel of the image, in pixels of the photo */
function cutView(
  photo: Photo,
  view: View,
  image: Uint8Array,
  { step, width, height, gray }: { step: number; width: number; height: number; gray: number | undefined },
): void {
  let source = photo;
  let scale = 1; // how many pixels of the source are one of the photo's
  while (step * scale > HALVED && Math.min(source.width, source.height) > 1) {
    source = halved(source);
    scale /= 2;
  }
  const { pixels, channels } = source;
  const [lastColumn, lastRow, rowBytes] = [source.width - 1, source.height - 1, source.width * channels];
  const cos = step * scale * Math.cos(view.angle);
  const sin = step * scale * Math.sin(view.angle);
  const [middleColumn, middleRow] = [(width - 1) / 2, (height - 1) / 2];
  const left = view.center.x * scale - 0.5 - cos * middleColumn;
  const top = view.center.y * scale - 0.5 - sin * middleColumn;
  const isFilled = gray !== undefined;
  if (isFilled) image.fill(gray);
  for (let row = 0, out = 0; row < height; row++) {
    let x = left - sin * (row - middleRow);
    let y = top + cos * (row - middleRow);
    for (let column = 0; column < width; column++, x += cos, y += sin, out += 3) {
      if (isFilled && (x < -0.5 || y < -0.5 || x > lastColumn + 0.5 || y > lastRow + 0.5)) continue;
      const insideX = x < 0 ? 0 : x > lastColumn ? lastColumn : x;
      const insideY = y < 0 ? 0 : y > lastRow ? lastRow : y;
      const wholeX = insideX | 0;
      const wholeY = insideY | 0;
      const across = insideX - wholeX;
      const down = insideY - wholeY;
      const at = wholeY * rowBytes + wholeX * channels;
      const beside = wholeX < lastColumn ? at + channels : at;
      const below = wholeY < lastRow ? rowBytes : 0;
      const both = across * down;
      const belowAt = down - both;
      const besideAt = across - both;
      const here = 1 - across - belowAt;
      for (let color = 0; color < 3; color++) {
        image[out + color] =
          (pixels[at + color] ?? 0) * here +
          (pixels[beside + color] ?? 0) * besideAt +
          (pixels[at + below + color] ?? 0) * belowAt +
          (pixels[beside + below + color] ?? 0) * both +
          0.5; // which is cut off
      }
    }
  }
}
