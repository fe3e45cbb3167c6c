import { tf } from "../../lib/engine/tensorflow";
import type { Losses } from "../../lib/engine/training-step/training-step-definition";

const initializer = (seed: number) => tf.initializers.glorotUniform({ seed });

/** A network of 8 px images and 3 classes with a layer of each kind that a reader would build one of. */
export function smallNetwork({ dropout = 0 } = {}): tf.LayersModel {
  const input = tf.input({ shape: [8, 8, 3] });
  const kernelRegularizer = tf.regularizers.l2({ l2: 1e-3 });
  const conv = apply(
    tf.layers.conv2d({
      filters: 6,
      kernelSize: 3,
      padding: "same",
      activation: "relu",
      kernelInitializer: initializer(1),
      kernelRegularizer,
      useBias: false, // normalized away: its gradient is rounding error, which Adam and RMSProp enlarge
    }),
    input,
  );
  const normalized = apply(tf.layers.batchNormalization({}), conv);
  const depthwise = apply(
    tf.layers.depthwiseConv2d({
      kernelSize: 3,
      padding: "same",
      activation: "relu6",
      depthwiseInitializer: initializer(2),
    }),
    normalized,
  );
  const separable = apply(
    tf.layers.separableConv2d({
      filters: 6,
      kernelSize: 3,
      padding: "same",
      activation: "elu",
      depthwiseInitializer: initializer(3),
      pointwiseInitializer: initializer(4),
    }),
    depthwise,
  );
  const sum = apply(tf.layers.add(), [normalized, separable]);
  const pooled = apply(tf.layers.maxPooling2d({ poolSize: 2 }), sum);
  const averaged = apply(tf.layers.averagePooling2d({ poolSize: 2 }), apply(tf.layers.leakyReLU(), sum));
  const joined = apply(tf.layers.concatenate(), [pooled, averaged]);
  const dropped = dropout === 0 ? joined : apply(tf.layers.dropout({ rate: dropout }), joined);
  const features = apply(tf.layers.globalAveragePooling2d({}), dropped);
  const flat = apply(tf.layers.flatten(), apply(tf.layers.maxPooling2d({ poolSize: 2 }), dropped));
  const both = apply(tf.layers.concatenate(), [features, flat]);
  const hidden = apply(tf.layers.dense({ units: 8, activation: "tanh", kernelInitializer: initializer(5) }), both);
  const output = apply(tf.layers.dense({ units: 3, kernelInitializer: initializer(6) }), hidden);
  return tf.model({ inputs: input, outputs: output });
}

/** A layer's output, of which it has one. */
export function apply(layer: tf.layers.Layer, inputs: tf.SymbolicTensor | tf.SymbolicTensor[]): tf.SymbolicTensor {
  const output = layer.apply(inputs);
  if (!(output instanceof tf.SymbolicTensor)) throw new Error(`${layer.name} has more than one output`);
  return output;
}

/** The training losses of such a network, regularizers included. */
export function losses(model: tf.LayersModel) {
  return (images: tf.Tensor4D, classes: tf.Tensor2D): Losses<"entropy"> => {
    const logits = logitsOf(model, images, true);
    const entropy: tf.Scalar = tf.neg(tf.mean(tf.sum(tf.mul(classes, tf.logSoftmax(logits)), 1)));
    return { loss: tf.addN([entropy, ...model.calculateLosses()]), entropy };
  };
}

/** The logits of images, in training or not. */
export function logitsOf(model: tf.LayersModel, images: tf.Tensor, training = false): tf.Tensor {
  const logits = model.apply(images, { training });
  if (!(logits instanceof tf.Tensor)) throw new Error("one output was expected");
  return logits;
}

/** The variables that training changes. */
export function trained(model: tf.LayersModel): tf.Variable[] {
  return model.getWeights(true).filter((weight): weight is tf.Variable => weight instanceof tf.Variable);
}

/** A batch of random images and classes, the same for the same seed; the caller owns it. */
export function batch(count: number, seed: number): [tf.Tensor4D, tf.Tensor2D] {
  const images: tf.Tensor4D = tf.randomNormal([count, 8, 8, 3], 0, 1, "float32", seed + 1);
  const classes = Array.from({ length: count }, (_, index) => (index * 2 + seed) % 3);
  return [
    images,
    tf.tensor2d(
      classes.flatMap((one) => [0, 1, 2].map((index) => (index === one ? 1 : 0))),
      [count, 3],
    ),
  ];
}

/** The largest difference of two lists of tensors, relative to the largest value of each tensor. */
export function relativeDifference(actual: readonly tf.Tensor[], expected: readonly tf.Tensor[]): number {
  return Math.max(
    ...actual.map((tensor, index) => {
      const values = tensor.dataSync();
      const others = expected[index]?.dataSync() ?? new Float32Array();
      const largest = Math.max(...Array.from(others, Math.abs), 1e-6);
      return Math.max(...Array.from(values, (value, at) => Math.abs(value - (others[at] ?? Number.NaN)))) / largest;
    }),
  );
}
