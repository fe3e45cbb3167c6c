import { setImmediate } from "node:timers/promises";
import { orderedBatches } from "../../images/batches";
import type { FaceSplit } from "../../images/face-split";
import { interruptible } from "../../interruptible";
import { checkImageSize } from "../forward";

/** The two answers that are explained. */
export const HEADS = ["age", "gender"] as const;

/** The name of one of the two answers. */
export type Head = (typeof HEADS)[number];

/**
 * What the answers for some faces hang on, place by place: of each face a map for each answer, `side * side` values in rows from the
 * top. The higher, the more hangs on the place; the values of different faces, or of different methods, are not of one scale.
 *
 * - **age**: how much the place moves the expected age, whichever way. All values are at least 0: for a number of years there is no for
 *   and against.
 * - **gender**: how much the place speaks for the answer; below 0 where it speaks against it.
 */
export type SaliencyMaps = Record<Head, Float32Array[]> & {
  /** The maps' width and height, which is that of the method, and not that of the images. */
  side: number;
};

/** A method that explains the answers of a network. */
export interface Explainer {
  /** Width and height in pixels of the images that it takes. */
  readonly imageSize: number;
  /**
   * Explains each face of a batch; no tensor is left behind.
   *
   * @param images - the RGB bytes of one or more images of `imageSize`, one after the other
   */
  explain(images: Uint8Array): SaliencyMaps;
  /** Frees what it holds. */
  dispose(): void;
}

/** Faces explained at a time. */
const BATCH_SIZE = 32;

/**
 * Explains the first faces of a split.
 *
 * @param options - `count`: how many of them, all where not given; `signal`: stops it, as the stop button does in a notebook
 * @throws when the split's images are not of the size that the network takes; `Stopped` when it is stopped
 * @example
 * const maps = await explainFaces(gradCam(model), store.val, { count: 64 });
 * maps.age[0]; // Float32Array of the first face
 */
export async function explainFaces(
  explainer: Explainer,
  split: FaceSplit,
  { count = split.count, signal }: { count?: number; signal?: AbortSignal } = {},
): Promise<SaliencyMaps> {
  const { imageSize } = explainer;
  checkImageSize(split, imageSize);
  return interruptible(signal, async (signal) => {
    const maps: SaliencyMaps = { side: 0, age: [], gender: [] };
    for await (const { images } of orderedBatches(split, { batchSize: BATCH_SIZE })) {
      signal.throwIfAborted();
      const wanted = images.subarray(0, (count - maps.age.length) * imageSize ** 2 * 3);
      const explained = explainer.explain(wanted);
      maps.side = explained.side;
      for (const head of HEADS) maps[head].push(...explained[head]);
      if (maps.age.length >= count) break;
      await setImmediate(); // a notebook's kernel can answer
    }
    return maps;
  });
}
