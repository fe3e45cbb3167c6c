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

/**
 * Cuts views out of photos, each scaled to a square image: its pixels are where `placeInPhoto` says, between the photo's they are
 * bilinear. To shrink, halves of the photo are taken, whose pixels are means.
 *
 * @param size - the images' side in pixels
 * @param count - how many images there is room for, more than views perhaps: what no view fills is black
 * @param gray - what is beyond the photo's edges, 0 to 255; where not given, the pixels at the edge go on
 * @returns the images one after the other, `size * size * 3` bytes each, as `decodeImage` returns them
 */
export function viewImages(
  views: readonly { photo: Photo; view: View }[],
  size: number,
  { count = views.length, gray }: { count?: number; gray?: number } = {},
): Uint8Array {
  const bytes = size ** 2 * 3;
  const images = new Uint8Array(count * bytes);
  for (const [index, { photo, view }] of views.entries()) {
    cutView(photo, view, size, gray, images.subarray(index * bytes, (index + 1) * bytes));
  }
  return images;
}

function cutView(photo: Photo, view: View, size: number, gray: number | undefined, image: Uint8Array): void {
  let source = photo;
  let step = view.side / size; // from pixel to pixel of the image, in pixels of the source
  let scale = 1;
  while (step > HALVED && Math.min(source.width, source.height) > 1) {
    source = halved(source);
    step /= 2;
    scale /= 2;
  }
  const { pixels, width, height } = source;
  const cos = step * Math.cos(view.angle);
  const sin = step * Math.sin(view.angle);
  const middle = (size - 1) / 2;
  const left = view.center.x * scale - 0.5 - cos * middle;
  const top = view.center.y * scale - 0.5 - sin * middle;
  const rowBytes = width * 3;
  for (let row = 0, out = 0; row < size; row++) {
    let x = left - sin * (row - middle);
    let y = top + cos * (row - middle);
    for (let column = 0; column < size; column++, x += cos, y += sin, out += 3) {
      if (gray !== undefined && (x < -0.5 || y < -0.5 || x > width - 0.5 || y > height - 0.5)) {
        image.fill(gray, out, out + 3);
        continue;
      }
      const insideX = x < 0 ? 0 : x > width - 1 ? width - 1 : x;
      const insideY = y < 0 ? 0 : y > height - 1 ? height - 1 : y;
      const wholeX = Math.floor(insideX);
      const wholeY = Math.floor(insideY);
      const across = insideX - wholeX;
      const down = insideY - wholeY;
      const at = wholeY * rowBytes + wholeX * 3;
      const beside = wholeX < width - 1 ? at + 3 : at;
      const below = wholeY < height - 1 ? rowBytes : 0;
      for (let color = 0; color < 3; color++) {
        const upper = (pixels[at + color] ?? 0) * (1 - across) + (pixels[beside + color] ?? 0) * across;
        const lower = (pixels[at + below + color] ?? 0) * (1 - across) + (pixels[beside + below + color] ?? 0) * across;
        image[out + color] = upper * (1 - down) + lower * down + 0.5; // which is cut off
      }
    }
  }
}
