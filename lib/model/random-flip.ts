import { randomUniform } from "../engine/random/random-uniform";
import { tf } from "../engine/tensorflow";

/**
 * Mirrors about half of the images, left to right: the reference's only augmentation, see `augment`.
 *
 * @param images - [count, height, width, channels], of any type
 * @param seed - a whole number, see `randomUniform`
 * @param step - int32: which images are mirrored depends on nothing but the seed and this
 * @returns a tensor like `images`, owned by the caller
 */
export function randomFlip(images: tf.Tensor4D, seed: number, step: tf.Scalar): tf.Tensor4D {
  return tf.tidy(() => {
    const [count] = images.shape;
    return tf.where(randomlyMirrored(count, seed, step).as4D(count, 1, 1, 1), tf.reverse(images, 2), images);
  });
}

/**
 * Which images `randomFlip` mirrors.
 *
 * @returns bool [count], owned by the caller
 */
export function randomlyMirrored(count: number, seed: number, step: tf.Scalar): tf.Tensor1D {
  return tf.tidy(() => tf.less<tf.Tensor1D>(randomUniform([count], seed, step), 0.5));
}
