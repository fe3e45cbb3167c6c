import type { CompileOptions } from "../compile";
import type { tf } from "../tensorflow";
import type { OptimizerName } from "./optimizer";
import type { OptimizerState } from "./optimizer-state";

/** The scalars that one step computes: `loss` is what training makes smaller, the others are reported along with it. */
export type Losses<Name extends string> = Record<Name | "loss", tf.Scalar>;

/** What a training step is made of. */
export interface TrainingStepDefinition<Inputs extends tf.Tensor[], Name extends string> extends CompileOptions {
  /**
   * The losses of one batch, a function of its inputs and of variables: TensorFlow operations only, so that it may be
   * recorded once and replayed. Variables other than `weights` may be assigned to (moving averages).
   */
  losses: (...inputs: Inputs) => Losses<Name>;
  /** The variables to be trained. They stay the caller's. */
  weights: readonly tf.Variable[];
  /** How gradients become updates. */
  optimizer: OptimizerName;
}

/** One update of the weights, to be run again and again. It owns the optimizer's state until it is disposed. */
export interface TrainingStep<Inputs extends tf.Tensor[], Name extends string> {
  /**
   * Updates the weights once. The first run with inputs of some shapes is slower: it compiles the step for them.
   *
   * @param inputs - what the losses are computed from; they stay the caller's
   * @returns the losses before the update, as numbers
   */
  run(inputs: Inputs, options: { learningRate: number }): Record<Name | "loss", number>;
  /** How the step runs, for people: `"compiled, float32"`, or why it runs operation by operation. */
  readonly mode: string;
  /** What the optimizer knows by now. Its slots are to be read before the next run. */
  state(): Promise<OptimizerState>;
  /**
   * Gives the optimizer back what it knew when `state` was read of a step of the same weights and optimizer.
   *
   * @throws when the state is not of such a step
   */
  restore(state: OptimizerState): Promise<void>;
  /** Frees the graph and the optimizer's state; the weights stay. */
  dispose(): void;
}
