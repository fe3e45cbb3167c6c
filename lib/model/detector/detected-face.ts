import { type Point, placeInPhoto, type View } from "../../images/photo-view";
import type { Sighting } from "./blazeface";

/** A face that was found in a photo. */
export interface DetectedFace {
  /** How sure the detector is, 0 to 1. */
  score: number;
  /** The middle of the square around the face, in the photo's pixels. */
  center: Point;
  /** The square's side, about the height from the brows to the chin and a half, in the photo's pixels. */
  size: number;
  /** The eyes in the photo's pixels; that which is on the left of an upright face first. */
  eyes: readonly [Point, Point];
}

/** By how much a face is tilted, in radians, clockwise. */
export function tilt({ eyes: [one, other] }: Pick<DetectedFace, "eyes">): number {
  return Math.atan2(other.y - one.y, other.x - one.x);
}

/** The place between a face's eyes. */
export function betweenEyes({ eyes: [one, other] }: Pick<DetectedFace, "eyes">): Point {
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
}

/** What was seen in a view of a photo, as a face of the photo. */
export function faceInPhoto({ score, center, size, eyes: [one, other] }: Sighting, view: View): DetectedFace {
  return {
    score,
    center: placeInPhoto(view, center),
    size: size * view.side,
    eyes: [placeInPhoto(view, one), placeInPhoto(view, other)],
  };
}
