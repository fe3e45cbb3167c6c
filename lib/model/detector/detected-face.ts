import { type Point, placeInPhoto, type View } from "../../images/photo/photo-view";
import type { Landmarks, Sighting } from "./blazeface";

/** A face that was found in a photo. */
export interface DetectedFace {
  /** How sure the detector is, 0 to 1. */
  score: number;
  /** The middle of the square around the face, in the photo's pixels. */
  center: Point;
  /** The square's side, about the height from the brows to the chin and a half, in the photo's pixels. */
  size: number;
  /** In the photo's pixels. */
  landmarks: Landmarks;
}

/** By how much a face is tilted, in radians, clockwise. */
export function tilt({ landmarks: [one, other] }: Pick<DetectedFace, "landmarks">): number {
  return Math.atan2(other.y - one.y, other.x - one.x);
}

/** What was seen in a view of a photo, as a face of the photo. */
export function faceInPhoto({ score, center, size, landmarks }: Sighting, view: View): DetectedFace {
  const [one, other, mouth] = landmarks;
  const place = (point: Point) => placeInPhoto(view, point);
  return {
    score,
    center: place(center),
    size: size * view.side,
    landmarks: [place(one), place(other), place(mouth)],
  };
}

/** Faces of a photo, from left to right. */
export function fromLeftToRight<Face extends DetectedFace>(faces: readonly Face[]): Face[] {
  return Array.from(faces).sort((one, other) => one.center.x - other.center.x);
}
