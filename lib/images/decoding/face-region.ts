import type { FaceBox } from "../../dataset/face-box";
import type { PictureRegion } from "../../engine/jpeg/jpeg-decoder";

/** The margin that the `_crop` variants of IMDB-WIKI have around the face, as a share of its width and height. */
const cropMargin = 0.4;
/** By how many pixels such a crop may be larger or smaller than that. */
const cropTolerance = 2;

/**
 * The part of a picture that shows the face: its box, widened on every side and cut at the picture's edges.
 *
 * The pictures of IMDB-WIKI's `_crop` variants are no photos any more but crops of 1.8 times the box, of which the
 * metadata still give the box in the photo. They are known by their size; the box lies in their middle.
 *
 * @param margin - by how much the box is widened on each side, as a share of its width and height
 * @returns whole pixels, or nothing if the box is unknown (NaN), empty, or outside the picture
 * @example
 * faceRegion({ left: 100, top: 80, width: 100, height: 100 }, 0.4, { width: 640, height: 480 });
 * // { left: 60, top: 40, width: 180, height: 180 }
 */
export function faceRegion(
  box: FaceBox,
  margin: number,
  picture: { width: number; height: number },
): PictureRegion | undefined {
  const { width, height } = box;
  if (!(width > 0 && height > 0 && Number.isFinite(width) && Number.isFinite(height))) return undefined;
  const placed = isCrop(width, height, picture)
    ? { left: (picture.width - width) / 2, top: (picture.height - height) / 2 }
    : box;
  const across = within(placed.left, width, margin, picture.width);
  const down = within(placed.top, height, margin, picture.height);
  return across && down && { left: across.start, top: down.start, width: across.length, height: down.length };
}

function isCrop(width: number, height: number, picture: { width: number; height: number }): boolean {
  const scale = 1 + 2 * cropMargin;
  return (
    Math.abs(picture.width - scale * width) <= cropTolerance &&
    Math.abs(picture.height - scale * height) <= cropTolerance
  );
}

/** One direction: from `start` to `start + length`, widened, rounded outwards and cut to 0 to `limit`. */
function within(
  start: number,
  length: number,
  margin: number,
  limit: number,
): { start: number; length: number } | undefined {
  if (!(start < limit && start + length > 0)) return undefined;
  // A billionth of a pixel is a rounding error of the sums, not a pixel more.
  const first = Math.max(0, Math.floor(start - margin * length + 1e-9));
  const end = Math.min(limit, Math.ceil(start + (1 + margin) * length - 1e-9));
  return { start: first, length: end - first };
}
