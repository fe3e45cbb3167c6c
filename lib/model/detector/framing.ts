import { greatest, mean, median } from "d3-array";
import type { FaceSplit } from "../../images/face-split";
import type { Photo } from "../../images/photo/photo";
import type { Point, View } from "../../images/photo/photo-view";
import type { Landmarks } from "./blazeface";
import type { DetectedFace } from "./detected-face";
import type { FaceDetector } from "./face-detector";

/** How faces lie in the pictures of a data set: where their eyes and mouth are, in shares of a picture's side. */
export type Framing = Landmarks;

/** The framing of UTKFace's aligned pictures: the medians of 200 of them. */
export const UTKFACE_FRAMING: Framing = [
  { x: 0.294, y: 0.297 },
  { x: 0.681, y: 0.295 },
  { x: 0.487, y: 0.722 },
];

/** How many pictures are measured. */
const MEASURED = 40;
/** From so many faces on, medians are taken for the data set's. */
const ENOUGH = 10;

/**
 * Measures how faces lie in the images that a network learns from, so that it can be shown others alike: the medians of 40
 * images, evenly spread.
 *
 * @returns the framing; undefined where the detector finds hardly any face
 */
export async function measureFraming(detector: FaceDetector, split: FaceSplit): Promise<Framing | undefined> {
  const { count, imageSize } = split;
  const measured = Math.min(MEASURED, count);
  const rows = Array.from({ length: measured }, (_, index) => Math.floor((index * count) / measured));
  const images = await split.readImages(rows);
  const bytes = imageSize ** 2 * 3;
  const photos = rows.map((_, index): Photo => {
    const pixels = images.subarray(index * bytes, (index + 1) * bytes);
    return { pixels, channels: 3, width: imageSize, height: imageSize, scale: 1 };
  });
  const found: Landmarks[] = [];
  for (const faces of await detector.detect(photos)) {
    const largest = greatest(faces, ({ size }) => size);
    if (largest) found.push(largest.landmarks);
  }
  if (found.length < Math.min(ENOUGH, measured)) return undefined;
  const medianOf = (which: 0 | 1 | 2): Point => ({
    x: (median(found, (landmarks) => landmarks[which].x) ?? Number.NaN) / imageSize,
    y: (median(found, (landmarks) => landmarks[which].y) ?? Number.NaN) / imageSize,
  });
  return [medianOf(0), medianOf(1), medianOf(2)];
}

/**
 * The view of a photo in which a face lies as in the pictures of a data set, and upright: that which brings its eyes and mouth
 * nearest to theirs, by least squares (Umeyama, Least-Squares Estimation of Transformation Parameters Between Two Point
 * Patterns, 1991).
 */
export function faceView({ landmarks }: DetectedFace, framing: Framing): View {
  const [there, here] = [middleOf(framing), middleOf(landmarks)];
  let [along, across, spread] = [0, 0, 0];
  for (const [index, { x, y }] of framing.entries()) {
    const [u, v] = [x - there.x, y - there.y];
    const [right, down] = [(landmarks[index]?.x ?? 0) - here.x, (landmarks[index]?.y ?? 0) - here.y];
    along += u * right + v * down;
    across += u * down - v * right;
    spread += u * u + v * v;
  }
  // A complex number: what a share of the view's side to the right is in the photo.
  const [cos, sin] = [along / spread, across / spread];
  const [right, down] = [0.5 - there.x, 0.5 - there.y];
  const center = { x: here.x + cos * right - sin * down, y: here.y + sin * right + cos * down };
  return { center, side: Math.hypot(cos, sin), angle: Math.atan2(sin, cos) };
}

function middleOf(points: Landmarks): Point {
  return { x: mean(points, ({ x }) => x) ?? Number.NaN, y: mean(points, ({ y }) => y) ?? Number.NaN };
}
