import { createOptimizer, type OptimizerName } from "./optimizer";
import { tf } from "./tensorflow";

/** The scalars that one step computes: `loss` is what training makes smaller, the others are reported along with it. */
export type Losses<Name extends string> = Record<Name | "loss", tf.Scalar>;

/** What a training step is made of. */
export interface TrainingStepDefinition<Inputs extends tf.Tensor[], Name extends string> {
  /**
   * The losses of one batch, a pure function of its inputs and of the weights: TensorFlow operations only, and its
   * randomness from `randomUniform`, so that it may be recorded once and replayed.
   */
  losses: (...inputs: Inputs) => Losses<Name>;
  /** The variables to be trained. They stay the caller's. */
  weights: readonly tf.Variable[];
  /** How gradients become updates: Adam with Keras's numbers (beta 0.9 and 0.999, epsilon 1e-7), or plain descent. */
  optimizer: OptimizerName;
}

/** One update of the weights, to be run again and again. It owns the optimizer's state until it is disposed. */
export interface TrainingStep<Inputs extends tf.Tensor[], Name extends string> {
  /**
   * Updates the weights once.
   *
   * @param inputs - what the losses are computed from; they stay the caller's
   * @returns the losses before the update, as numbers
   */
  run(inputs: Inputs, options: { learningRate: number }): Record<Name | "loss", number>;
  /** Frees the optimizer's state; the weights stay. */
  dispose(): void;
}

/**
 * Makes a training step: forward pass, gradients, and the optimizer's update of the weights.
 *
 * Whoever trains knows only this interface, not how the step is run (here: operation by operation).
 *
 * @example
 * const step = createTrainingStep({ losses: (x, y) => ({ loss: … }), weights: [slope], optimizer: "adam" });
 * const { loss } = step.run([x, y], { learningRate: 1e-4 });
 */
export function createTrainingStep<Inputs extends tf.Tensor[], Name extends string>(
  definition: TrainingStepDefinition<Inputs, Name>,
): TrainingStep<Inputs, Name> {
  const { losses, weights } = definition;
  const optimizer = createOptimizer(definition.optimizer, weights);
  return {
    run: (inputs, { learningRate }) => {
      const computed: Record<Name | "loss", number>[] = [];
      tf.tidy(() => {
        const { grads } = tf.variableGrads(() => {
          const scalars = losses(...inputs);
          computed.push(readAll(scalars));
          return scalars.loss;
        }, [...weights]);
        optimizer.apply(
          weights.map(({ name }) => grads[name]),
          { learningRate },
        );
      });
      const [numbers] = computed;
      if (numbers === undefined) throw new Error("the losses were not computed");
      return numbers;
    },
    dispose: () => optimizer.dispose(),
  };
}

function readAll<Name extends string>(scalars: Record<Name, tf.Scalar>): Record<Name, number>;
function readAll(scalars: Record<string, tf.Scalar>): Record<string, number> {
  return Object.fromEntries(Object.entries(scalars).map(([name, scalar]) => [name, scalar.arraySync()]));
}
