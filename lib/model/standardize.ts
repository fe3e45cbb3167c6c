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
