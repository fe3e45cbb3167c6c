import { tf } from "./tensorflow";

/** The optimizers: Adam, and plain stochastic gradient descent. */
export type OptimizerName = "adam" | "sgd";

/** Turns gradients into updates of the weights that it was made for. It owns its state until it is disposed. */
export interface Optimizer {
  /** Updates each weight by its gradient: one a weight, in the weights' order, none where the loss does not use it. */
  apply(gradients: readonly (tf.Tensor | undefined)[], options: { learningRate: number }): void;
  dispose(): void;
}

/**
 * Makes an optimizer for some weights, which stay the caller's.
 *
 * @throws when there is no optimizer of this name
 */
export function createOptimizer(name: OptimizerName, weights: readonly tf.Variable[]): Optimizer {
  switch (name) {
    case "adam":
      return adam(weights);
    case "sgd":
      return stochasticGradientDescent(weights);
    default:
      throw new Error(`there is no optimizer ${name}: it is adam or sgd`);
  }
}

/**
 * Adam (Kingma and Ba, "Adam: a method for stochastic optimization", 2014) with Keras's numbers, in the form that the
 * paper's section 2 ends with and that Keras and TensorFlow compute: both bias corrections are in the rate, and epsilon
 * is added to the uncorrected root. `tf.train.adam` corrects first, which differs where gradients are tiny.
 */
function adam(weights: readonly tf.Variable[]): Optimizer {
  const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-7];
  const moments = weights.map((weight) => ({ weight, first: zerosLike(weight), second: zerosLike(weight) }));
  let step = 0;
  return {
    apply: (gradients, { learningRate }) => {
      step++;
      const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
      moments.forEach(({ weight, first, second }, index) => {
        const gradient = gradients[index];
        if (gradient === undefined) return;
        update(first, () => tf.add(first, tf.mul(tf.sub(gradient, first), 1 - beta1)));
        update(second, () => tf.add(second, tf.mul(tf.sub(tf.square(gradient), second), 1 - beta2)));
        update(weight, () => tf.sub(weight, tf.mul(tf.div(first, tf.add(tf.sqrt(second), epsilon)), rate)));
      });
    },
    dispose: () => tf.dispose(moments.flatMap(({ first, second }) => [first, second])),
  };
}

function stochasticGradientDescent(weights: readonly tf.Variable[]): Optimizer {
  return {
    apply: (gradients, { learningRate }) => {
      weights.forEach((weight, index) => {
        const gradient = gradients[index];
        if (gradient !== undefined) update(weight, () => tf.sub(weight, tf.mul(gradient, learningRate)));
      });
    },
    dispose: () => {},
  };
}

/** What a value is computed from is freed at once: at 224 px one weight alone takes 411 MB. */
function update(variable: tf.Variable, value: () => tf.Tensor): void {
  tf.tidy(() => variable.assign(value()));
}

function zerosLike(weight: tf.Variable): tf.Variable {
  return tf.tidy(() => tf.variable(tf.zerosLike(weight), false));
}
