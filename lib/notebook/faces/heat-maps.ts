import { mean } from "d3-array";
import type { Displayable } from "../../display/display";
import type { FaceSplit } from "../../images/face-split";
import { enlargeMap } from "../../model/explanation/enlarge-map";
import { HEADS, type SaliencyMaps } from "../../model/explanation/explainer";
import type { Predictor } from "../../model/prediction/predictor";
import { describedGrid } from "./described-grid";
import type { GridPicture } from "./image-grid";
import { predictionCaption } from "./prediction-caption";

/** The color where nothing, half as much, and most of an answer hangs on a place: each lighter than the one before. */
const HEAT = [
  [48, 18, 90],
  [22, 145, 140],
  [253, 231, 37],
];
/** The share of that color where most hangs on a place; where nothing does, there is none of it. */
const OPACITY = 0.75;

const PLACES = ["upper left", "top", "upper right", "left", "middle", "right", "lower left", "bottom", "lower right"];

/**
 * Faces with what their answers hang on drawn over them, a row a face: the face, then by each method where the age comes from, and
 * where the gender. Above them are the mean face and the mean maps of all the faces that each method has explained. A text
 * beside it, which screen readers find, says where each map is highest.
 *
 * Each map is drawn up to its own highest value, the yellower the more; what speaks against an answer is left out.
 *
 * @param predictor - the network whose answers were explained
 * @param split - the maps are of its first faces
 * @param explanations - by the methods' names
 * @param options - `count`: how many faces
 * @example
 * await heatMaps(predictor, store.val, { "Grad-CAM": cam, occlusion: occluded }, { count: 4 });
 */
export async function heatMaps(
  predictor: Predictor,
  split: FaceSplit,
  explanations: Readonly<Record<string, SaliencyMaps>>,
  { count }: { count: number },
): Promise<Displayable> {
  const { imageSize } = split;
  const explained = Math.min(...Object.values(explanations).map(({ age }) => age.length));
  const all = Array.from({ length: explained }, (_, row) => row);
  const images = await split.readImages(all);
  const imagesOf = all.map((row) => images.subarray(row * imageSize ** 2 * 3, (row + 1) * imageSize ** 2 * 3));
  const heats = Object.entries(explanations).flatMap(([method, { side, ...maps }]) =>
    HEADS.map((head) => ({
      name: `${method}, ${head}`,
      heats: maps[head].slice(0, explained).map((map) => heatOf(enlargeMap(map, side, imageSize))),
    })),
  );
  const captionOf = (row: number, image: Uint8Array) => {
    const [answer] = predictor.predict(image);
    return predictionCaption({
      age: split.ages[row] ?? Number.NaN,
      gender: split.genders[row] ?? Number.NaN,
      expected_age: answer?.expectedAge ?? Number.NaN,
      predicted_gender: answer?.gender ?? Number.NaN,
    });
  };
  const rows = [
    {
      pixels: Uint8Array.from(meanOf(imagesOf)),
      caption: `the mean of ${explained} faces`,
      heats: heats.map(({ name, heats }) => ({ name, heat: heatOf(Float32Array.from(meanOf(heats))) })),
    },
    ...imagesOf.slice(0, count).map((pixels, row) => ({
      pixels,
      caption: captionOf(row, pixels),
      heats: heats.map(({ name, heats }) => ({ name, heat: heats[row] ?? new Float32Array(imageSize ** 2) })),
    })),
  ];
  const pictures = rows.flatMap(({ pixels, caption, heats }): GridPicture[] => [
    { pixels, caption },
    ...heats.map(({ name, heat }) => ({ pixels: heated(pixels, heat), caption: name })),
  ]);
  const text = rows.map(
    ({ caption, heats }) => `${caption}: ${heats.map(({ name, heat }) => `${name}: ${placeOf(heat)}`).join("; ")}.`,
  );
  return describedGrid(pictures, { imageSize, columns: 1 + heats.length }, text.join("\n"));
}

/** What speaks for an answer, in shares of the most that does. */
function heatOf(map: Float32Array): Float32Array {
  const most = Math.max(...map);
  return map.map((value) => (most > 0 ? Math.max(0, value) / most : 0));
}

/** The mean of each value over some arrays. */
function meanOf(arrays: readonly ArrayLike<number>[]): number[] {
  return Array.from(arrays[0] ?? [], (_, place) => mean(arrays, (array) => array[place]) ?? Number.NaN);
}

/** The face in gray, with the heat's color over it. */
function heated(pixels: Uint8Array, heat: Float32Array): Uint8Array {
  return pixels.map((_, index) => {
    const [pixel, channel] = [Math.floor(index / 3), index % 3];
    const gray = mean(pixels.subarray(3 * pixel, 3 * pixel + 3)) ?? 0;
    const share = heat[pixel] ?? 0;
    return gray + OPACITY * share * (heatColor(share, channel) - gray);
  });
}

function heatColor(share: number, channel: number): number {
  const at = share * (HEAT.length - 1);
  const [from = 0, to = 0] = HEAT.slice(Math.floor(at)).map((color) => color[channel]);
  return from + (at % 1) * (to - from);
}

/** In words, the ninth of the picture that is hottest. */
function placeOf(heat: Float32Array): string {
  const size = Math.sqrt(heat.length);
  const third = (at: number) => Math.floor((3 * at) / size);
  const ninths = PLACES.map(
    (_, place) => mean(heat.filter((_, at) => 3 * third(Math.floor(at / size)) + third(at % size) === place)) ?? 0,
  );
  const most = Math.max(...ninths);
  return most > 0 ? `most at the ${PLACES[ninths.indexOf(most)]}` : "nothing speaks for it";
}
