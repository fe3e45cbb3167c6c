import type { ColumnTable } from "arquero";
import type { Splits } from "../../dataset/split";
import type { Selection } from "./store-source";

/** What `prepareImages` is told. */
export interface PrepareImagesOptions {
  /**
   * The faces of each split, in the columns `filename`, `age` and `gender`; for a `faceMargin` also those of `BOX_COLUMNS`,
   * see `FaceBox`.
   */
  faces: Splits<ColumnTable>;
  /** Where the pictures are; each `filename` is relative to it. */
  imageFolder: string;
  /** Where the store goes. Other files in this folder stay as they are. */
  storeFolder: string;
  /** The side of the images in pixels. */
  imageSize?: number;
  /** Takes of each picture the face's box only, widened by this share of its size on every side; see `faceRegion`. */
  faceMargin?: number | undefined;
  /** How the faces were chosen, for `store.json`. */
  selection?: Selection;
  /** Stops the work, as the stop button does in a notebook. What is done is kept for the next run, an older store stays. */
  signal?: AbortSignal | undefined;
  /**
   * Called with the count of pictures of which size and date were looked at, and of all: every 100 ms and at the end, if it
   * takes longer than a second.
   */
  onCheck?: ((done: number, total: number) => void) | undefined;
  /**
   * Called with the count of faces done, of all, and of those that were done before: when the decoding begins, every 100 ms,
   * and at the end.
   */
  onProgress?: ((done: number, total: number, before: number) => void) | undefined;
  /** Called with what there is to say at the start: that an earlier run is continued, or why it is not. */
  onMessage?: ((message: string) => void) | undefined;
}

/** What `prepareImages` made: how many faces of each split, and more. */
export interface PreparedImages extends Splits<number> {
  /** The faces left out, in the columns `filename`, `split` and `reason`. */
  rejected: ColumnTable;
  /** Whether this very store was there already, so that nothing had to be done. */
  reused: boolean;
}
