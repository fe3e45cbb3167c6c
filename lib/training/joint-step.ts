import type { OptimizerName } from "../engine/optimizer";
import type { OptimizerState } from "../engine/optimizer-state";
import type { RequestedPrecision } from "../engine/precision";
import { seedFor } from "../engine/random-uniform";
import { tf } from "../engine/tensorflow";
import { createTrainingStep } from "../engine/training-step";
import type { Batch } from "../images/batches";
import { forward } from "../model/forward";
import { type JointLossOptions, jointLoss } from "../model/joint-loss";
import { randomFlip, standardize } from "../model/standardize";

/** The losses of one batch, as numbers. */
export interface BatchLosses {
  /** The weighted mean of `age` and `gender`, see `jointLoss`. */
  loss: number;
  age: number;
  gender: number;
}

/** A training step of a network with two heads, fed with batches of faces. */
export interface JointStep {
  /** Updates the network's weights with a batch; `step` is the number that the randomness is drawn from. */
  run(batch: Batch, step: number, options: { learningRate: number }): BatchLosses;
  /** How it runs: "compiled, float32", "compiled, bfloat16", or why it runs operation by operation. */
  readonly mode: string;
  /** What the optimizer knows, see `TrainingStep`. */
  state(): Promise<OptimizerState>;
  /** Gives the optimizer back what it knew, see `TrainingStep`. */
  restore(state: OptimizerState): Promise<void>;
  /** Frees the optimizer's state; the network stays. */
  dispose(): void;
}

/** How the step updates the weights, and of which loss. */
export interface JointStepOptions extends JointLossOptions {
  optimizer: OptimizerName;
  precision: RequestedPrecision;
  seed: number;
}

/**
 * Makes the training step of both tasks: mirror some images, standardize them, both heads' logits, the joint loss.
 *
 * @param model - stays the caller's; only its trainable weights are changed
 * @param options - `seed` decides which images are mirrored and what layers' dropout silences
 */
export function createJointStep(
  model: tf.LayersModel,
  { optimizer, precision, seed, ...loss }: JointStepOptions,
): JointStep {
  const flipSeed = seedFor("flip", seed);
  const trainingStep = createTrainingStep({
    weights: model.getWeights(true).filter(isVariable),
    optimizer,
    precision,
    seed,
    losses: (images: tf.Tensor4D, ages: tf.Tensor1D, genders: tf.Tensor1D, step: tf.Scalar) => {
      const floats = tf.cast(images, "float32"); // before they are mirrored, as GPUs leave int32 to the processor
      const logits = forward(model, standardize(randomFlip(floats, flipSeed, step)), { step });
      return { ...jointLoss(logits.age, logits.gender, ages, genders, loss) };
    },
  });
  return {
    run: ({ images, ages, genders, size, imageSize }, step, { learningRate }) => {
      const inputs: [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.Scalar] = [
        tf.tensor4d(images, [size, imageSize, imageSize, 3], "int32"),
        tf.tensor1d(ages, "int32"),
        tf.tensor1d(genders, "int32"),
        tf.scalar(step, "int32"),
      ];
      try {
        return trainingStep.run(inputs, { learningRate });
      } finally {
        tf.dispose(inputs);
      }
    },
    get mode() {
      return trainingStep.mode;
    },
    state: () => trainingStep.state(),
    restore: (state) => trainingStep.restore(state),
    dispose: () => trainingStep.dispose(),
  };
}

function isVariable(weight: tf.Tensor): weight is tf.Variable {
  return weight instanceof tf.Variable;
}
