import { genderLetter } from "../../dataset/gender";
import { type DetectedFace, tilt } from "../../model/detector/detected-face";
import { averagedAnswer, type TrackedFace } from "./tracked-faces";

/** What is drawn of a face over the picture that it is in. */
export interface DrawnFace {
  /** Where the middle of its frame is, in the picture's pixels, and how wide this is. */
  x: number;
  y: number;
  size: number;
  /** By how much it is tilted, clockwise. */
  degrees: number;
  /** 0 female, 1 male. */
  gender: number;
  /** What stands above it. */
  label: string;
}

/** What is to be drawn of a face that is so labelled. */
export function drawnFace(face: DetectedFace, gender: number, label: string): DrawnFace {
  const { center, size } = face;
  return { x: center.x, y: center.y, size, degrees: (tilt(face) * 180) / Math.PI, gender, label };
}

/** What is to be drawn of a face that is followed, with what was predicted of it in the last second, on average: "46 M". */
export function drawnTrackedFace(tracked: TrackedFace): DrawnFace {
  const { age, gender } = averagedAnswer(tracked);
  return drawnFace(tracked.face, gender, `${Math.round(age)} ${genderLetter(gender)}`);
}
