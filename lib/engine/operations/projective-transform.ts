import { createTensorsTypeOpAttr } from "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js";
import { nodeBackend } from "../node-backend";
import { tf } from "../tensorflow";

/**
 * Moves, scales or distorts images, each by a transform of its own, with TensorFlow's
 * [ImageProjectiveTransformV3](https://www.tensorflow.org/api_docs/python/tf/raw_ops/ImageProjectiveTransformV3), which
 * TensorFlow.js does not have on Node. Values between pixels are bilinear; beyond its edge an image is mirrored.
 *
 * It is for inputs: no gradient flows through it.
 *
 * @param images - float32 [count, height, width, channels]
 * @param transforms - float32 [count, 8], a row [a0, a1, a2, b0, b1, b2, c0, c1] an image: the result has at (x, y) what the
 *   image has at ((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2) / k) with k = c0 x + c1 y + 1
 * @returns a tensor like `images`, owned by the caller
 * @example
 * projectiveTransform(images, tf.tensor2d([[1, 0, -3, 0, 1, 0, 0, 0]])); // an image moved three pixels to the right
 */
export function projectiveTransform(images: tf.Tensor4D, transforms: tf.Tensor2D): tf.Tensor4D {
  const backend = nodeBackend();
  const { TF_ATTR_STRING } = backend.binding;
  const attributes = [
    createTensorsTypeOpAttr("dtype", "float32"),
    { name: "interpolation", type: TF_ATTR_STRING, value: "BILINEAR" },
    { name: "fill_mode", type: TF_ATTR_STRING, value: "REFLECT" },
  ];
  const [count, height, width, channels] = images.shape;
  return tf.tidy(() => {
    const size = tf.tensor1d([height, width], "int32");
    const inputs = [images, transforms, size, tf.scalar(0)];
    const result = backend.executeSingleOutput("ImageProjectiveTransformV3", attributes, inputs);
    return tf.reshape(result, [count, height, width, channels]);
  });
}
