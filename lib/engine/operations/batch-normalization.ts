import { createTensorsTypeOpAttr } from "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js";
import { nodeBackend } from "../node-backend";
import { tf } from "../tensorflow";
import { type Patch, replaced } from "./patches";

/** What TensorFlow.js's layer has, some of it private in its types. */
interface BatchNormalization extends tf.layers.Layer {
  readonly axis: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly gamma?: LayerWeight;
  readonly beta?: LayerWeight;
  readonly movingMean: LayerWeight;
  readonly movingVariance: LayerWeight;
}

interface LayerWeight {
  read(): tf.Tensor;
  write(value: tf.Tensor): unknown;
}

/**
 * Puts TensorFlow's own batch normalization of a batch of images, one operation and one for its gradient, in place of the
 * dozens that TensorFlow.js composes, many of which go through the whole tensor. Same numbers, faster.
 */
export const nativeBatchNormalization: Patch = () => {
  const prototype: BatchNormalization = Object.getPrototypeOf(tf.layers.batchNormalization({}));
  const { call } = prototype;
  return replaced(prototype, "call", function (this: BatchNormalization, inputs, options) {
    const { axis, gamma, beta } = this;
    const [input, ...others] = [inputs].flat();
    const isOfImages = input?.rank === 4 && others.length === 0 && (axis === -1 || axis === 3);
    if (!options.training || !isOfImages || gamma === undefined || beta === undefined) {
      return call.call(this, inputs, options);
    }
    return tf.tidy(() => normalizeBatch(this, input, gamma.read(), beta.read()));
  })();
};

/** Normalizes a batch by its own mean and variance, and moves the layer's averages towards them. */
function normalizeBatch(layer: BatchNormalization, images: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor {
  const backend = nodeBackend();
  const { TF_ATTR_BOOL, TF_ATTR_FLOAT, TF_ATTR_STRING } = backend.binding;
  const attributes = [
    createTensorsTypeOpAttr("T", "float32"),
    createTensorsTypeOpAttr("U", "float32"),
    { name: "epsilon", type: TF_ATTR_FLOAT, value: layer.epsilon },
    { name: "data_format", type: TF_ATTR_STRING, value: "NHWC" },
    { name: "is_training", type: TF_ATTR_BOOL, value: true },
  ];
  const normalize = tf.customGrad((...given) => {
    const [x, scale, offset] = given.filter(isTensor);
    const save = given.find(isSave);
    if (x === undefined || scale === undefined || offset === undefined || save === undefined) {
      throw new Error("batch normalization takes three tensors");
    }
    const none = tf.tensor1d([]);
    const inputs = [x, scale, offset, none, none];
    const [y, mean, variance, ...reserved] = backend.executeMultipleOutputs("FusedBatchNormV3", attributes, inputs, 6);
    if (y === undefined || mean === undefined || variance === undefined)
      throw new Error("FusedBatchNormV3 has six results");
    const count = x.size / mean.size;
    moveAverage(layer.movingMean, mean, layer.momentum);
    // TensorFlow's is that of a sample, divided by the count less 1; TensorFlow.js's is that of the batch.
    moveAverage(layer.movingVariance, tf.mul(variance, (count - 1) / count), layer.momentum);
    save([x, scale, ...reserved]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        backend.executeMultipleOutputs("FusedBatchNormGradV3", attributes, [dy, ...saved], 5).slice(0, 3),
    };
  });
  return normalize(images, gamma, beta);
}

function moveAverage(average: LayerWeight, value: tf.Tensor, momentum: number): void {
  const before = average.read();
  average.write(tf.sub(before, tf.mul(tf.sub(before, value), 1 - momentum)));
}

type Save = (tensors: tf.Tensor[]) => void;

function isTensor(value: tf.Tensor | Save): value is tf.Tensor {
  return value instanceof tf.Tensor;
}

function isSave(value: tf.Tensor | Save): value is Save {
  return typeof value === "function";
}
