import { mean } from "d3-array";
import type { tf } from "../../engine/tensorflow";
import type { Explainer, SaliencyMaps } from "./explainer";
import { maskedPredictor } from "./masked-answers";

/** Cells of a map in each direction. */
const CELLS = 8;
/** The patch that is removed has so many cells in each direction. */
const PATCH = 2;
const STARTS = Array.from({ length: CELLS - PATCH + 1 }, (_, start) => start);
/** The patches, by the cells that they begin with. */
const PATCHES = STARTS.flatMap((top) => STARTS.map((left) => ({ top, left })));

/**
 * Occlusion: a patch of a quarter of the image's side is removed, at 49 places of an eighth's distance, and each answer is asked for
 * again. What it has moved by is what hangs on the patch; a cell of the map is the mean of the patches that lie over it.
 *
 * The age counts by how far its expected value moves, the gender by how much its answer's logit falls, see `SaliencyMaps`.
 *
 * Source: Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks", 2014
 *
 * @param model - a network like `sharedCnn`'s; it stays the caller's
 */
export function occlusion(model: tf.LayersModel): Explainer {
  const predictor = maskedPredictor(model);
  const { imageSize } = predictor;
  const bytes = imageSize ** 2 * 3;
  const masks = masksOf(imageSize);
  return {
    imageSize,
    explain(images) {
      const maps: SaliencyMaps = { side: CELLS, age: [], gender: [] };
      for (let start = 0; start < images.length; start += bytes) {
        const [whole, ...without] = predictor.predict(images.subarray(start, start + bytes), masks);
        if (whole === undefined) throw new Error(`${model.name} answers nothing`);
        maps.age.push(cellMeans(without.map(({ expectedAge }) => Math.abs(expectedAge - whole.expectedAge))));
        const answer = whole.genderLogits[1] > whole.genderLogits[0] ? 1 : 0;
        maps.gender.push(
          cellMeans(without.map(({ genderLogits }) => whole.genderLogits[answer] - genderLogits[answer])),
        );
      }
      return maps;
    },
    dispose: () => predictor.dispose(),
  };
}

/** One mask that keeps all, and one for each patch. */
function masksOf(imageSize: number): Float32Array {
  const pixels = imageSize ** 2;
  const masks = new Float32Array((PATCHES.length + 1) * pixels).fill(1);
  const edge = (cell: number) => Math.round((cell * imageSize) / CELLS);
  for (const [index, { top, left }] of PATCHES.entries()) {
    for (let row = edge(top); row < edge(top + PATCH); row++) {
      const start = (index + 1) * pixels + row * imageSize;
      masks.fill(0, start + edge(left), start + edge(left + PATCH));
    }
  }
  return masks;
}

/** Of each cell the mean over the patches that lie over it. */
function cellMeans(ofPatches: readonly number[]): Float32Array {
  const isOver = (start: number, cell: number) => cell >= start && cell < start + PATCH;
  return Float32Array.from({ length: CELLS ** 2 }, (_, cell) => {
    const [row, column] = [Math.floor(cell / CELLS), cell % CELLS];
    const over = ofPatches.filter((_, patch) => {
      const { top, left } = PATCHES[patch] ?? { top: CELLS, left: CELLS };
      return isOver(top, row) && isOver(left, column);
    });
    return mean(over) ?? Number.NaN;
  });
}
