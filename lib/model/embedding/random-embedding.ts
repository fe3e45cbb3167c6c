import { seedFor } from "../../engine/random/random-uniform";
import { tf } from "../../engine/tensorflow";
import { randomlyMirrored } from "../random-flip";

/**
 * Picks for each face one of its embeddings: as it is, or mirrored, as `augment` would have mirrored its image.
 *
 * @param embeddings - [count, 2, width], see `EmbeddedFaces`
 * @returns [count, width], owned by the caller
 */
export function randomEmbedding(
  embeddings: tf.Tensor3D,
  { seed, step }: { seed: number; step: tf.Scalar },
): tf.Tensor2D {
  return tf.tidy(() => {
    const [count, , width] = embeddings.shape;
    const [asItIs, mirrored] = tf.split(embeddings, 2, 1);
    if (!asItIs || !mirrored) throw new Error("a face has two embeddings");
    const isMirrored = randomlyMirrored(count, seedFor("flip", seed), step).as3D(count, 1, 1);
    return tf.where(isMirrored, mirrored, asItIs).as2D(count, width);
  });
}
