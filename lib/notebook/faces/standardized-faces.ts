import { deviation, maxIndex, mean, minIndex } from "d3-array";
import type { Displayable } from "../../display/display";
import { tf } from "../../engine/tensorflow";
import type { FaceSplit } from "../../images/face-split";
import { standardize } from "../../model/standardize";
import { imageGrid } from "./image-grid";

const lookedAt = 200; // pictures, of which the brightest and the darkest are shown
const dusk = 0.25; // of the light
const [gray, perDeviation] = [128, 51]; // black and white are 2.5 deviations away from the mean

/**
 * A bright face, the same face in a quarter of the light and a dark face, each as it is and, below, as the network is given it, with
 * the mean and the standard deviation of its values.
 *
 * @param split - of whose first pictures the brightest and the darkest are taken
 * @example
 * await standardizedFaces(store.train)
 */
export async function standardizedFaces(split: FaceSplit): Promise<Displayable> {
  const { imageSize } = split;
  const rows = Array.from({ length: Math.min(lookedAt, split.count) }, (_, row) => row);
  const images = await split.readImages(rows);
  const bytes = imageSize ** 2 * 3;
  const faces = rows.map((row) => images.subarray(row * bytes, (row + 1) * bytes));
  const light = faces.map((pixels) => mean(pixels));
  const [brightest, darkest] = [faces[maxIndex(light)], faces[minIndex(light)]];
  if (brightest === undefined || darkest === undefined) throw new Error(`The split ${split.name} has no faces.`);
  const shown = [
    { pixels: brightest, what: "the brightest picture" },
    { pixels: brightest.map((value) => Math.round(dusk * value)), what: "in a quarter of the light" },
    { pixels: darkest, what: "the darkest picture" },
  ];
  const seen = shown.map(({ pixels }) => asTheNetworkSees(pixels, imageSize));
  const pictures = [
    ...shown.map(({ pixels, what }) => ({ pixels, caption: `${what}, ${describe(pixels, 0)}` })),
    ...seen.map(({ pixels, values }) => ({ pixels, caption: `given, ${describe(values, 2)}` })),
  ];
  return imageGrid(pictures, { imageSize, columns: shown.length, drawnSize: 144 });
}

/**
 * A picture as `standardize` makes it: its values, and how they are drawn.
 *
 * @param pixels - RGB bytes, imageSize x imageSize x 3
 * @returns `pixels`: the mean as gray, 2.5 deviations below it and less as black, above it and more as white
 */
export function asTheNetworkSees(
  pixels: Uint8Array,
  imageSize: number,
): { pixels: Uint8Array; values: ArrayLike<number> } {
  const values = tf.tidy(() => standardize(tf.tensor4d(pixels, [1, imageSize, imageSize, 3], "int32")).dataSync());
  return { pixels: Uint8Array.from(Uint8ClampedArray.from(values, (value) => gray + perDeviation * value)), values };
}

function describe(values: ArrayLike<number>, digits: number): string {
  const [average, spread] = [mean(Array.from(values)), deviation(Array.from(values))].map(
    (value) => Number(value?.toFixed(digits)).toFixed(digits), // 0.00 and never -0.00
  );
  return `mean ${average}, deviation ${spread}`;
}
