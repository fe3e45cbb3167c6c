import { randomUniform } from "../engine/random/random-uniform";
import { tf } from "../engine/tensorflow";

/**
 * Per-image standardization: each image less its own mean, divided by its own standard deviation.
 *
 * The same as TensorFlow's
 * [per_image_standardization](https://www.tensorflow.org/api_docs/python/tf/image/per_image_standardization):
 * (x - mean) / max(deviation, 1 / sqrt(n)), with n the count of values in an image; the bound keeps an image of a single
 * color from being divided by zero.
 *
 * @param images - [count, height, width, channels], of any range and type
 * @returns float32 of the same shape, owned by the caller
 */
export function standardize(images: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => {
    const floats = tf.cast(images, "float32");
    const [, height, width, channels] = images.shape;
    const { mean, variance } = tf.moments(floats, [1, 2, 3], true);
    const deviation = tf.maximum(tf.sqrt(variance), 1 / Math.sqrt(height * width * channels));
    return tf.div<tf.Tensor4D>(tf.sub(floats, mean), deviation);
  });
}

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
