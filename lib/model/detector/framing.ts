import { greatest, median } from "d3-array";
import type { FaceSplit } from "../../images/face-split";
import { type Point, placeInPhoto, type View } from "../../images/photo-view";
import { betweenEyes, type DetectedFace, tilt } from "./detected-face";
import type { FaceDetector } from "./face-detector";

/** How faces lie in the pictures of a data set, in shares of a picture's side. */
export interface Framing {
  /** The size of a face, as the detector measures it. */
  size: number;
  /** The place between the eyes, from the picture's left edge and from its top. */
  eyes: Point;
}

/** The framing of UTKFace's aligned pictures: the medians of 500 of them. */
export const UTKFACE_FRAMING: Framing = { size: 0.925, eyes: { x: 0.488, y: 0.294 } };

/** How many pictures are measured. */
const MEASURED = 100;
/** From so many faces on, medians are taken for the data set's. */
const ENOUGH = 10;

/**
 * Measures how faces lie in the images that a network learns from, so that it can be shown others alike: the medians of 100
 * images, evenly spread.
 *
 * @returns the framing; undefined where the detector finds hardly any face
 */
export async function measureFraming(detector: FaceDetector, split: FaceSplit): Promise<Framing | undefined> {
  const { count, imageSize } = split;
  const measured = Math.min(MEASURED, count);
  const framings: Framing[] = [];
  for (let index = 0; index < measured; index++) {
    const pixels = await split.readImages([Math.floor((index * count) / measured)]);
    const faces = await detector.detect({ pixels, width: imageSize, height: imageSize, scale: 1 });
    const largest = greatest(faces, ({ size }) => size);
    if (!largest) continue;
    const { x, y } = betweenEyes(largest);
    framings.push({ size: largest.size / imageSize, eyes: { x: x / imageSize, y: y / imageSize } });
  }
  if (framings.length < Math.min(ENOUGH, measured)) return undefined;
  const medianOf = (value: (framing: Framing) => number) => median(framings, value) ?? Number.NaN;
  return {
    size: medianOf(({ size }) => size),
    eyes: { x: medianOf(({ eyes }) => eyes.x), y: medianOf(({ eyes }) => eyes.y) },
  };
}

/** The view of a photo in which a face lies as in the pictures of a data set, and upright. */
export function faceView(face: DetectedFace, framing: Framing): View {
  const side = face.size / framing.size;
  const angle = tilt(face);
  const toMiddle = { x: 1 - framing.eyes.x, y: 1 - framing.eyes.y }; // seen from a view with the eyes in its middle
  return { center: placeInPhoto({ center: betweenEyes(face), side, angle }, toMiddle), side, angle };
}
