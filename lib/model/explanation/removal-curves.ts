import { setImmediate } from "node:timers/promises";
import { mean } from "d3-array";
import type { tf } from "../../engine/tensorflow";
import type { FaceSplit } from "../../images/face-split";
import { interruptible } from "../../interruptible";
import { checkImageSize, imageSizeOf } from "../forward";
import { enlargeMap } from "./enlarge-map";
import { HEADS, type Head, type SaliencyMaps } from "./explainer";
import { type MaskedAnswer, maskedPredictor } from "./masked-answers";

/** The shares of a face's pixels that are removed, or put back, from none to all. */
export const REMOVAL_SHARES = Array.from({ length: 11 }, (_, tenth) => tenth / 10);

/** The two ways: `deletion` removes what a map ranks highest first, `insertion` begins with nothing and puts that back first. */
export const REMOVALS = ["deletion", "insertion"] as const;

/** How an answer moves while pixels are removed, or put back, in the order of a map. */
export interface RemovalCurve {
  /** The maps' name. */
  map: string;
  head: Head;
  removal: (typeof REMOVALS)[number];
  /**
   * How far the answer is from that for the whole face, at each of `REMOVAL_SHARES`, the mean over the faces: the age in years, the
   * gender in probability.
   */
  moved: number[];
  /** The area under each face's curve, which is how far the answer is on average over the shares. */
  areas: Float64Array;
}

/**
 * Removes each face's pixels tenth by tenth, those first that a map ranks highest, and asks for both answers each time; and puts them
 * back in the same order, from nothing on. A map has found what an answer hangs on where that moves away soon as pixels are
 * removed (a large area), and comes back soon as they are put back (a small one).
 *
 * Source: Petsiuk, Das and Saenko, "RISE: Randomized Input Sampling for Explanation of Black-box Models", 2018. Its curves are of
 * the probability of a class, which falls in deletion; an age in years has none, so that these are of the distance from the answer for
 * the whole face, which rises.
 *
 * @param model - a network like `sharedCnn`'s; it stays the caller's
 * @param split - the maps are of its first faces
 * @param maps - by name; those of the fewest faces decide how many are asked about
 * @returns a curve for each map, head and way
 * @throws when the split's images are not of the size that the network takes; `Stopped` when it is stopped
 * @example
 * await removalCurves(model, store.val, { "Grad-CAM": maps, random: randomMaps(32, { side: 8, seed: 1 }) });
 */
export async function removalCurves(
  model: tf.LayersModel,
  split: FaceSplit,
  maps: Readonly<Record<string, SaliencyMaps>>,
  { signal }: { signal?: AbortSignal } = {},
): Promise<RemovalCurve[]> {
  checkImageSize(split, imageSizeOf(model));
  const faces = Math.min(...Object.values(maps).map(({ age }) => age.length));
  return interruptible(signal, async (signal) => {
    const predictor = maskedPredictor(model);
    const ofFaces: FaceCurve[] = [];
    try {
      for (let face = 0; face < faces; face++) {
        const image = await split.readImages([face]);
        signal.throwIfAborted();
        const curves = new Map<Float32Array, MaskedAnswer[]>(); // some maps are the same for both heads
        for (const [map, { side, ...ofHeads }] of Object.entries(maps)) {
          for (const head of HEADS) {
            const values = ofHeads[head][face] ?? new Float32Array(side ** 2);
            const answers = curves.get(values) ?? predictor.predict(image, masksOf(values, side, predictor.imageSize));
            curves.set(values, answers);
            ofFaces.push(...faceCurves(answers, head).map((curve) => ({ map, head, ...curve })));
          }
        }
        await setImmediate(); // a notebook's kernel can answer
      }
    } finally {
      predictor.dispose();
    }
    return Object.keys(maps).flatMap((map) =>
      HEADS.flatMap((head) =>
        REMOVALS.map((removal) => {
          const curves = ofFaces.filter((one) => one.map === map && one.head === head && one.removal === removal);
          const moved = REMOVAL_SHARES.map((_, place) => mean(curves, (curve) => curve.moved[place]) ?? Number.NaN);
          return { map, head, removal, moved, areas: Float64Array.from(curves, (curve) => areaUnder(curve.moved)) };
        }),
      ),
    );
  });
}

/** The curve of one face. */
type FaceCurve = Omit<RemovalCurve, "areas">;

/** For each share a mask that lacks what the map ranks highest, then one that has nothing else. */
function masksOf(map: Float32Array, side: number, imageSize: number): Float32Array {
  const values = enlargeMap(map, side, imageSize);
  const order = Array.from(values.keys()).sort((one, other) => (values[other] ?? 0) - (values[one] ?? 0));
  const masks = new Float32Array(2 * REMOVAL_SHARES.length * values.length);
  for (const [index, share] of REMOVAL_SHARES.entries()) {
    const [without, alone] = [2 * index * values.length, (2 * index + 1) * values.length];
    for (const [place, pixel] of order.entries()) {
      masks[(place < Math.round(share * order.length) ? alone : without) + pixel] = 1;
    }
  }
  return masks;
}

/** What the answers for the masks of `masksOf` say. */
function faceCurves(answers: readonly MaskedAnswer[], head: Head): Pick<FaceCurve, "removal" | "moved">[] {
  const [whole] = answers;
  if (whole === undefined) throw new Error("the network answers nothing");
  const answerOf = ({ expectedAge, genderLogits: [female, male] }: MaskedAnswer) =>
    head === "age" ? expectedAge : 1 / (1 + Math.exp(female - male));
  return REMOVALS.map((removal, way) => ({
    removal,
    moved: answers
      .filter((_, index) => index % REMOVALS.length === way)
      .map((answer) => Math.abs(answerOf(answer) - answerOf(whole))),
  }));
}

/** By trapezoids, as a share of the whole width. */
function areaUnder(moved: readonly number[]): number {
  const ends = ((moved[0] ?? 0) + (moved.at(-1) ?? 0)) / 2;
  return (moved.reduce((sum, value) => sum + value, 0) - ends) / (moved.length - 1);
}
