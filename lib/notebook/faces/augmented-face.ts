import type { Displayable } from "../../display/display";
import { tf } from "../../engine/tensorflow";
import type { FaceSplit } from "../../images/face-split";
import { AUGMENTATIONS, type Augmentation, augment } from "../../model/augment";
import { imageGrid } from "./image-grid";

const COUNT = 5; // of each augmentation

/**
 * A face as it is, and beside it as training shows it to the network, several times over: a row for each augmentation.
 *
 * @param row - which face of the split
 * @param options - `seed`: a whole number, by which another face is mirrored, moved and scaled otherwise
 * @example
 * await augmentedFace(store.train, 0, { seed })
 */
export async function augmentedFace(split: FaceSplit, row: number, { seed }: { seed: number }): Promise<Displayable> {
  const pixels = await split.readImages([row]);
  const pictures = AUGMENTATIONS.flatMap((augmentation) => [
    { pixels, caption: "as it is" },
    ...augmentedPixels(pixels, augmentation, { count: COUNT, seed }).map((pixels) => ({
      pixels,
      caption: augmentation,
    })),
  ]);
  return imageGrid(pictures, { imageSize: split.imageSize, columns: 1 + COUNT });
}

/**
 * What augmentation makes of a face, see `augment`.
 *
 * @param pixels - RGB bytes of a square
 * @param count - how many times it is augmented
 * @returns RGB bytes, as many as `pixels` each
 */
export function augmentedPixels(
  pixels: Uint8Array,
  augmentation: Augmentation,
  { count, seed }: { count: number; seed: number },
): Uint8Array[] {
  const size = Math.sqrt(pixels.length / 3);
  const augmented = tf.tidy(() => {
    const face = tf.tensor4d(pixels, [1, size, size, 3], "int32");
    return augment(tf.tile(face, [count, 1, 1, 1]), augmentation, { seed, step: tf.scalar(0, "int32") });
  });
  const bytes = Uint8Array.from(augmented.dataSync(), Math.round);
  augmented.dispose();
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * pixels.length, (index + 1) * pixels.length),
  );
}
