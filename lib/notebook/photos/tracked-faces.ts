import { mean } from "d3-array";
import { overlap } from "../../model/detector/overlap";
import type { PredictedFace } from "../../model/detector/predict-photo";

/** A face that is followed from frame to frame of a film. */
export interface TrackedFace {
  /** As it was found last. */
  face: PredictedFace;
  /** What was predicted of it in the second up to then, and when, in milliseconds. */
  answers: readonly { time: number; expectedAge: number; male: number }[];
}

/** Milliseconds over which answers are averaged. */
const AVERAGED = 1000;
/** Milliseconds for which a face stays that is not found any more: the detector misses one in a frame or two. */
const MISSED = 300;
/** Squares of two frames that share more of their union than this may be the same face: heads move. */
const SAME = 0.2;

/**
 * Follows faces into the next frame of a film: a face there is the one of before whose square it overlaps most.
 *
 * @param tracked - the faces as they were followed so far; none at the beginning
 * @param found - the faces of the frame
 * @param time - the frame's, in milliseconds from any beginning
 * @returns the faces with what was predicted of each in the last second
 * @example
 * for (const photo of frames) tracked = trackFaces(tracked, await predictPhoto(reader, photo), performance.now());
 */
export function trackFaces(
  tracked: readonly TrackedFace[],
  found: readonly PredictedFace[],
  time: number,
): TrackedFace[] {
  const pairs = tracked
    .flatMap((before) => found.map((face) => ({ before, face, shared: overlap(before.face, face) })))
    .filter(({ shared }) => shared > SAME)
    .sort((one, other) => other.shared - one.shared);
  const followed = new Map<TrackedFace, PredictedFace>();
  const before = new Map<PredictedFace, TrackedFace>();
  for (const pair of pairs) {
    if (followed.has(pair.before) || before.has(pair.face)) continue;
    followed.set(pair.before, pair.face);
    before.set(pair.face, pair.before);
  }
  const missed = tracked.filter((one) => !followed.has(one) && time - (one.answers.at(-1)?.time ?? 0) <= MISSED);
  const present = found.map((face) => {
    const { expectedAge, gender, genderProbability } = face.prediction;
    const male = gender === 1 ? genderProbability : 1 - genderProbability;
    const recent = (before.get(face)?.answers ?? []).filter((answer) => time - answer.time < AVERAGED);
    return { face, answers: [...recent, { time, expectedAge, male }] };
  });
  return [...present, ...missed];
}

/** What was predicted of a face in its last second, on average: the age's expected value, and the gender (1 male, 0 female). */
export function averagedAnswer({ answers }: TrackedFace): { age: number; gender: number } {
  const age = mean(answers, ({ expectedAge }) => expectedAge) ?? Number.NaN;
  const male = mean(answers, ({ male }) => male) ?? Number.NaN;
  return { age, gender: male >= 0.5 ? 1 : 0 };
}
