import sharp, { type Sharp } from "sharp";
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

/**
 * What a view shows, scaled to a square image. Shrinking averages (Lanczos 3), as for an image store. Beyond the photo's edges
 * the pixels at the edge go on.
 *
 * @param size - the image's side in pixels
 * @returns `size * size * 3` bytes, as `decodeImage` returns them
 * @throws RangeError when the view shows nothing of the photo
 */
export async function viewImage(photo: Photo, view: View, size: number): Promise<Uint8Array> {
  const { center, side, angle } = view;
  const scale = size / side;
  const turned = Math.abs(angle) > 1e-3;
  // Turned, the corners of the image need what is outside its upright square.
  const across = turned ? Math.ceil(size * (Math.abs(Math.cos(angle)) + Math.abs(Math.sin(angle)))) + 2 : size;
  const reach = across / scale / 2;
  const columns = cut(center.x - reach, center.x + reach, photo.width, scale, across);
  const rows = cut(center.y - reach, center.y + reach, photo.height, scale, across);
  const upright = await raw(photo.pixels, photo.width, photo.height)
    .extract({ left: columns.start, top: rows.start, width: columns.length, height: rows.length })
    .resize(columns.scaled, rows.scaled, { fit: "fill" })
    .extend({ left: columns.before, right: columns.after, top: rows.before, bottom: rows.after, extendWith: "copy" })
    .raw()
    .toBuffer();
  if (!turned) return new Uint8Array(upright);
  const { data, info } = await raw(upright, across, across)
    .rotate((-angle * 180) / Math.PI)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const left = Math.round((info.width - size) / 2);
  const top = Math.round((info.height - size) / 2);
  return new Uint8Array(
    await raw(data, info.width, info.height).extract({ left, top, width: size, height: size }).raw().toBuffer(),
  );
}

/** One direction of a view: what it shows of the photo, how large that becomes, and how much beyond the edges there is. */
function cut(from: number, to: number, limit: number, scale: number, across: number) {
  const start = Math.max(0, Math.round(from));
  const end = Math.min(limit, Math.round(to));
  if (end <= start) throw new RangeError("a view must show a part of the photo");
  const before = Math.min(across - 1, Math.max(0, Math.round(-from * scale)));
  const after = Math.min(across - 1 - before, Math.max(0, Math.round((to - limit) * scale)));
  return { start, length: end - start, before, after, scaled: across - before - after };
}

function raw(pixels: Uint8Array, width: number, height: number): Sharp {
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}
