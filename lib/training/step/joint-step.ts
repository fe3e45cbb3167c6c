import type { RequestedPrecision } from "../../engine/device/precision";
import { tf } from "../../engine/tensorflow";
import type { OptimizerName } from "../../engine/training-step/optimizer";
import type { OptimizerState } from "../../engine/training-step/optimizer-state";
import { createTrainingStep } from "../../engine/training-step/training-step";
import type { Batch } from "../../images/batches";
import { type Augmentation, augment } from "../../model/augment";
import type { EmbeddedBatch } from "../../model/embedding/embedded-faces";
import type { FrozenTrunk } from "../../model/embedding/frozen-trunk";
import { randomEmbedding } from "../../model/embedding/random-embedding";
import { forward } from "../../model/forward";
import { type JointLossOptions, jointLoss } from "../../model/losses/joint-loss";
import { standardize } from "../../model/standardize";
import { evenLogVariances, restoreLogVariances } from "./log-variances";
import type { AgeWeight } from "./loss-parameters";
import type { WeightAverage } from "./weight-average";

/** The losses of one batch, as numbers. */
export interface BatchLosses {
  /** What training makes smaller, see `jointLoss`. */
  loss: number;
  age: number;
  gender: number;
}

/** What a training step knows beside the network's weights. */
export interface JointStepState extends OptimizerState {
  /** The logarithms of the variances of age and gender, where the losses' weights are learned. */
  logVariances?: readonly number[];
}

/** A training step of a network with two heads, fed with batches of faces. */
export interface JointStep {
  /** Updates the network's weights with a batch; `step` is the number that the randomness is drawn from. */
  run(batch: Batch | EmbeddedBatch, step: number, options: { learningRate: number }): BatchLosses;
  /** How it runs: "compiled, float32", "compiled, bfloat16", or why it runs operation by operation. */
  readonly mode: string;
  /** What is known beside the network's weights, see `TrainingStep`. */
  state(): Promise<JointStepState>;
  /** Gives back what was known, see `TrainingStep`. */
  restore(state: JointStepState): Promise<void>;
  /** Frees what is known beside the network's weights; the network stays. */
  dispose(): void;
}

/** How the step updates the weights, and of which loss. */
export interface JointStepOptions extends Pick<JointLossOptions, "ageLoss" | "labelSigma" | "ageClassWeights"> {
  ageWeight?: AgeWeight;
  augment?: Augmentation;
  /** The network's own, if batches are of faces that it has embedded. */
  trunk?: FrozenTrunk | undefined;
  /** Takes up the weights that each step begins with; stays the caller's. */
  average?: WeightAverage | undefined;
  optimizer: OptimizerName;
  precision: RequestedPrecision;
  seed: number;
}

/**
 * Makes the training step of both tasks: augment the images, standardize them, both heads' logits, the joint loss. Of faces
 * that are embedded, the heads' logits and the joint loss are left.
 *
 * @param model - stays the caller's; only its trainable weights are changed
 * @param options - `seed` decides what augmentation does to which image, and what layers' dropout silences
 */
export function createJointStep(
  model: tf.LayersModel,
  {
    optimizer,
    precision,
    seed,
    augment: augmentation = "flip",
    trunk,
    average,
    ageWeight,
    ...labels
  }: JointStepOptions,
): JointStep {
  const logVariances = ageWeight === "learned" ? evenLogVariances() : undefined;
  const loss = { ...labels, ...(ageWeight === "learned" ? { logVariances } : { ageWeight }) };
  const weights = model.getWeights(true).filter(isVariable);
  const logitsOf = (inputs: tf.Tensor, step: tf.Scalar) => {
    if (trunk && isEmbeddings(inputs)) return trunk.heads(randomEmbedding(inputs, { seed, step }), { step });
    if (!isImages(inputs))
      throw new Error(`${model.name} is trained on images, or on what its frozen trunk made of them`);
    const floats = tf.cast(inputs, "float32"); // before they are mirrored, as GPUs leave int32 to the processor
    return forward(model, standardize(augment(floats, augmentation, { seed, step })), { step });
  };
  const trainingStep = createTrainingStep({
    weights: logVariances ? [...weights, logVariances] : weights,
    optimizer,
    precision,
    seed,
    losses: (inputs: tf.Tensor, ages: tf.Tensor1D, genders: tf.Tensor1D, step: tf.Scalar) => {
      average?.update(step);
      const logits = logitsOf(inputs, step);
      return { ...jointLoss(logits.age, logits.gender, ages, genders, loss) };
    },
  });
  return {
    run: (batch, step, { learningRate }) => {
      const inputs: [tf.Tensor, tf.Tensor1D, tf.Tensor1D, tf.Scalar] = [
        inputsOf(batch),
        tf.tensor1d(batch.ages, "int32"),
        tf.tensor1d(batch.genders, "int32"),
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
    state: async () => {
      const state = await trainingStep.state();
      return logVariances ? { ...state, logVariances: Array.from(logVariances.dataSync()) } : state;
    },
    restore: async (state) => {
      if (logVariances) restoreLogVariances(logVariances, state.logVariances);
      await trainingStep.restore(state);
    },
    dispose: () => {
      trainingStep.dispose();
      logVariances?.dispose();
    },
  };
}

/** Images, int32 [size, imageSize, imageSize, 3], or embeddings, float32 [size, 2, width]. */
function inputsOf(batch: Batch | EmbeddedBatch): tf.Tensor {
  const { size } = batch;
  if ("embeddings" in batch) return tf.tensor3d(batch.embeddings, [size, 2, batch.width]);
  return tf.tensor4d(batch.images, [size, batch.imageSize, batch.imageSize, 3], "int32");
}

function isImages(inputs: tf.Tensor): inputs is tf.Tensor4D {
  return inputs.rank === 4;
}

function isEmbeddings(inputs: tf.Tensor): inputs is tf.Tensor3D {
  return inputs.rank === 3;
}

function isVariable(weight: tf.Tensor): weight is tf.Variable {
  return weight instanceof tf.Variable;
}
