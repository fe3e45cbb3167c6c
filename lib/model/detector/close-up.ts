import { greatest, mean } from "d3-array";
import type { Photo } from "../../images/photo/photo";
import type { Blazeface } from "./blazeface";
import { type DetectedFace, tilt } from "./detected-face";
import { lookAt } from "./look";
import { distinct, type Suspect } from "./suspect";

/** The side of what is looked at from close up, in sizes of the face. */
const MEASURED = 2.4;
/** The same for two more looks at what is not sure. */
const SIDES = [1.6, 3.2] as const;
/** What the network sees of it, in pixels: 53 of them are the face's. */
const SHAPE = { size: 128, width: 128, height: 128 };
/** The lowest score of a look. */
const SEEN = 0.5;
/** From this mean score of the first look, from afar, and the one that measures the face on, no further looks are taken. */
const SURE = 0.75;
/**
 * The lowest mean score of all looks: what looks like a face by chance does so in few. Chosen, as `SURE` and the limits of
 * `isPlausible`, with a look at all that they were tried on: in collages 287 of 288 real and 184 of 192 drawn faces were found and
 * nothing that is no face, in 495 of 500 other pictures of UTKFace a face, and one in what shows none, pieces of faces.
 */
const CERTAIN = 0.61;
/** The size in pixels from which on a face may tell an age. */
const SMALLEST = 16;

/**
 * Looks from close up at what may be faces, turned upright as far as their eyes are known, so that their sizes and their eyes are
 * measured alike wherever they are. What was seen from close up already need not be looked at twice for that.
 *
 * @param suspects - with the side of the view in which each was seen, in the photo's pixels
 * @returns those that are faces, as they are measured
 */
export async function examine(
  blazeface: Blazeface,
  photos: readonly Photo[],
  suspects: readonly (Suspect & { side: number })[],
): Promise<Suspect[]> {
  const isNear = ({ face, side }: { face: DetectedFace; side: number }) =>
    side > SIDES[0] * face.size && side < SIDES[1] * face.size;
  const far = suspects.filter((suspect) => !isNear(suspect));
  const nearer = await lookAgain(blazeface, photos, far.map(measuring));
  const turned = distinct<Suspect & { measured?: DetectedFace }>([
    ...suspects.filter(isNear).map(({ row, face }) => ({ row, face })),
    ...far.flatMap(({ row, face: from }, index) => {
      const face = nearer[index];
      if (!face) return [];
      return [{ row, face: { ...face, score: from.score }, measured: liesAlike(from, face) ? face : undefined }];
    }),
  ]);
  const rest = turned.filter(({ measured }) => measured === undefined);
  const measured = await lookAgain(blazeface, photos, rest.map(measuring));
  for (const [index, suspect] of rest.entries()) suspect.measured = measured[index];
  const candidates = turned.flatMap(({ row, face: expected, measured: face }) => {
    if (!face || face.size * (photos[row]?.scale ?? 1) < SMALLEST || !isPlausible(face, expected)) return [];
    return [{ row, face, expected, scores: [expected.score, face.score] }];
  });
  const unsure = candidates.filter(({ scores }) => (mean(scores) ?? 0) < SURE);
  const more = SIDES.flatMap((side) =>
    unsure.map(({ row, expected, scores }) => ({ row, face: expected, side, scores })),
  );
  const seen = await lookAgain(blazeface, photos, more);
  for (const [index, { scores }] of more.entries()) scores.push(seen[index]?.score ?? 0);
  return candidates
    .map(({ row, face, scores }) => ({ row, face: { ...face, score: mean(scores) ?? 0 } }))
    .filter(({ face }) => face.score >= CERTAIN);
}

/** Whether a look was taken at a face as it is measured: from its middle, as it is tilted and as large as it is. */
function liesAlike(looked: DetectedFace, seen: DetectedFace): boolean {
  const moved = Math.hypot(seen.center.x - looked.center.x, seen.center.y - looked.center.y) / seen.size;
  return moved < 0.1 && Math.abs(tilt(seen) - tilt(looked)) < 0.1 && Math.abs(Math.log(seen.size / looked.size)) < 0.15;
}

/** The look that measures a face. */
function measuring({ row, face }: Suspect): Suspect & { side: number } {
  return { row, face, side: MEASURED };
}

/**
 * What is seen in the place of each suspect: in the middle of a view as it lies.
 *
 * @param suspects - with the side of the view, in sizes of the face
 */
async function lookAgain(
  blazeface: Blazeface,
  photos: readonly Photo[],
  suspects: readonly (Suspect & { side: number })[],
): Promise<(DetectedFace | undefined)[]> {
  const looks = suspects.map(({ row, face, side }) => ({
    row,
    view: { center: face.center, side: side * face.size, angle: tilt(face) },
  }));
  const seen = await lookAt(blazeface, photos, looks, SHAPE, SEEN);
  return suspects.map(({ face: { center, size } }, index) =>
    greatest(
      (seen[index] ?? []).filter((face) => Math.hypot(face.center.x - center.x, face.center.y - center.y) < size / 2),
      ({ score }) => score,
    ),
  );
}

/** Whether the eyes are where those of a face are, and where they were expected; faces of all ages and poses are within. */
function isPlausible(face: DetectedFace, expected: DetectedFace): boolean {
  const [one, other] = face.landmarks;
  const angle = tilt(face);
  const [right, down] = [(one.x + other.x) / 2 - face.center.x, (one.y + other.y) / 2 - face.center.y];
  const above = (Math.sin(angle) * right - Math.cos(angle) * down) / face.size;
  const apart = Math.hypot(other.x - one.x, other.y - one.y) / face.size;
  const moved = Math.abs(Math.sin(angle - tilt(expected)));
  return above > 0.07 && above < 0.33 && apart > 0.25 && apart < 0.52 && moved < 0.42;
}
