import { tf } from "../../engine/tensorflow";

/**
 * The standard deviation of a color's values, 0 to 255, in ImageNet's pictures (torchvision's figures are 0.229, 0.224 and
 * 0.225 of 255): about what standardizing a picture divides by.
 */
const DEVIATION = 0.226 * 255;

/**
 * A network's first kernel, made for standardized images.
 *
 * Networks of Keras's early days take colors from blue to red, less ImageNet's mean; a network here takes red to blue, each
 * image less its own mean and divided by its own deviation. Turned round and multiplied by a usual deviation, the kernel makes
 * up for it.
 *
 * @param kernel - [height, width, 3, filters]
 * @returns a kernel of the same shape, owned by the caller
 */
export function standardizedKernel(kernel: tf.Tensor): tf.Tensor {
  return tf.tidy(() => tf.mul(tf.reverse(kernel, 2), DEVIATION));
}
