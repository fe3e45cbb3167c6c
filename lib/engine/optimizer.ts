import { tf } from "./tensorflow";

/** The optimizers: Adam, and plain stochastic gradient descent. */
export const OPTIMIZERS = ["adam", "sgd"] as const;

/** The name of an optimizer. */
export type OptimizerName = (typeof OPTIMIZERS)[number];

/** Turns gradients into updates of the weights that it was made for. It owns its state until it is disposed. */
export interface Optimizer {
  /** Updates each weight by its gradient: one a weight, in the weights' order, none where the loss does not use it. */
  apply(gradients: readonly (tf.Tensor | undefined)[], options: { learningRate: number }): void;
  dispose(): void;
}

/** Makes an optimizer for some weights, which stay the caller's. */
export function createOptimizer(name: OptimizerName, weights: readonly tf.Variable[]): Optimizer {
  return name === "adam" ? adam(weights) : stochasticGradientDescent(weights);
}

/**
 * Adam (Kingma and Ba, "Adam: a method for stochastic optimization", 2014) as Keras and TensorFlow compute it: with the
 * epsilon of the paper's section 2, added before the bias correction and not after it as in `tf.train.adam`.
 */
function adam(weights: readonly tf.Variable[]): Optimizer {
  const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-7];
  const moments = weights.map((weight) => ({ weight, first: zerosLike(weight), second: zerosLike(weight) }));
  let step = 0;
  return {
    apply: (gradients, { learningRate }) => {
      step++;
      const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
      tf.tidy(() => {
        moments.forEach(({ weight, first, second }, index) => {
          const gradient = gradients[index] ?? tf.zerosLike(weight);
          first.assign(tf.add(first, tf.mul(tf.sub(gradient, first), 1 - beta1)));
          second.assign(tf.add(second, tf.mul(tf.sub(tf.square(gradient), second), 1 - beta2)));
          weight.assign(tf.sub(weight, tf.mul(tf.div(first, tf.add(tf.sqrt(second), epsilon)), rate)));
        });
      });
    },
    dispose: () => tf.dispose(moments.flatMap(({ first, second }) => [first, second])),
  };
}

function stochasticGradientDescent(weights: readonly tf.Variable[]): Optimizer {
  return {
    apply: (gradients, { learningRate }) => {
      tf.tidy(() => {
        weights.forEach((weight, index) => {
          const gradient = gradients[index];
          if (gradient) weight.assign(tf.sub(weight, tf.mul(gradient, learningRate)));
        });
      });
    },
    dispose: () => {},
  };
}

function zerosLike(weight: tf.Variable): tf.Variable {
  return tf.tidy(() => tf.variable(tf.zerosLike(weight), false));
}
