import { setImmediate } from "node:timers/promises";
import { runSizes } from "../../engine/run-sizes";
import type { Photo } from "../../images/photo/photo";
import { type View, viewImages } from "../../images/photo/photo-view";
import type { Blazeface, ImageShape } from "./blazeface";
import { type DetectedFace, faceInPhoto } from "./detected-face";

/** A look at a photo. */
export interface Look {
  /** Which of the photos. */
  row: number;
  view: View;
}

/** How many pixels are looked at in one run of the network: more take no less time each. */
const PIXELS = 2 ** 19;

/**
 * What is beyond a photo's edges, which is nothing to the network. With the pixels at the edge going on instead, 16 faces of 600
 * in the darkest fifth of pictures were missed, with this 7; with black, 38.
 */
const GRAY = 127;

/**
 * Looks at views of photos, many in one run. Between runs, others have their turn.
 *
 * @param shape - what of the views the network sees
 * @param threshold - the lowest score
 * @returns what is seen in each view, in the photo's pixels
 */
export async function lookAt(
  blazeface: Blazeface,
  photos: readonly Photo[],
  looks: readonly Look[],
  shape: ImageShape,
  threshold: number,
): Promise<DetectedFace[][]> {
  const views = looks.flatMap(({ row, view }) => {
    const photo = photos[row];
    return photo ? [{ photo, view }] : [];
  });
  const seen: DetectedFace[][] = [];
  for (const run of runSizes(views.length, PIXELS / (shape.width * shape.height))) {
    const some = views.slice(run.start, run.start + run.size);
    const images = viewImages(some, shape.size, { ...shape, count: run.size, gray: GRAY });
    const sightings = await blazeface.look(images, shape, threshold);
    for (const [index, { view }] of some.entries()) {
      seen.push((sightings[index] ?? []).map((sighting) => faceInPhoto(sighting, view)));
    }
    await setImmediate();
  }
  return seen;
}
