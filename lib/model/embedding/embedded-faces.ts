import type { BatchOrder, FaceLabels } from "../../images/batches";
import { batches, shuffledRows } from "../../images/batches";
import type { FaceSplit } from "../../images/face-split";

/** The faces of a split, each embedded as it is and mirrored; see `embedFaces`. */
export interface EmbeddedFaces extends Pick<FaceSplit, "count" | "ages" | "genders"> {
  /** How many numbers an embedding has. */
  readonly width: number;
  /**
   * Reads embeddings from the disk.
   *
   * @param rows - which faces, from 0, in any order
   * @returns `rows.length * 2 * width` numbers of the caller's own: of each face two embeddings, that of its mirror image last
   */
  readEmbeddings(rows: ArrayLike<number>): Promise<Float32Array>;
  /** Closes the file of embeddings, after which none can be read. */
  close(): Promise<void>;
}

/** Some faces with their embeddings, as a training step takes them. */
export interface EmbeddedBatch extends FaceLabels {
  /** `size * 2 * width` numbers, see `EmbeddedFaces`; the consumer's own. */
  embeddings: Float32Array;
  /** How many numbers an embedding has. */
  width: number;
}

/** All faces once, in the order of `shuffledBatches`. */
export function shuffledEmbeddings(
  faces: EmbeddedFaces,
  order: BatchOrder,
): AsyncGenerator<EmbeddedBatch, void, undefined> {
  return batches(faces, shuffledRows(faces.count, order), order.batchSize, async (rows) => ({
    embeddings: await faces.readEmbeddings(rows),
    width: faces.width,
  }));
}
