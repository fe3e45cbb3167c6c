import type { DetectedFace } from "./detected-face";
import { overlap } from "./overlap";

/** What may be a face of one of several photos. */
export interface Suspect {
  /** Which of the photos. */
  row: number;
  face: DetectedFace;
}

/** Of two squares that share more of their union than this, the surer one is the face. */
const SAME = 0.3;

/** Of suspects that overlap in a photo, the surest (non-maximum suppression), from the surest on. */
export function distinct<One extends Suspect>(suspects: readonly One[]): One[] {
  const kept: One[] = [];
  for (const suspect of Array.from(suspects).sort((one, other) => other.face.score - one.face.score)) {
    if (!isAmong(kept, suspect)) kept.push(suspect);
  }
  return kept;
}

/** Whether one of some suspects is the same face as another. */
export function isAmong(some: readonly Suspect[], { row, face }: Suspect): boolean {
  return some.some((one) => one.row === row && overlap(one.face, face) > SAME);
}
