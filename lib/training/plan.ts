import type { RequestedPrecision } from "../engine/device/precision";
import type { OptimizerName } from "../engine/training-step/optimizer";
import type { FaceSplit } from "../images/face-split";
import { AUGMENTATIONS, type Augmentation } from "../model/augment";
import { checkLearningRate, SCHEDULES, type Schedule } from "./learning-rate";
import { checkLoss, type LossParameters } from "./step/loss-parameters";

/** How long and how fast to train. The defaults of the numbers are the reference's. */
export interface TrainingParameters extends LossParameters {
  /** How many times each training face is seen. Default 15; give this or `steps`. */
  epochs?: number;
  /** How many updates of the weights, in place of `epochs`. */
  steps?: number;
  /** Faces a step. Default 16. */
  batchSize?: number;
  /** Above 0 and at most 1. Default 1e-4. */
  learningRate?: number;
  /** How the learning rate changes over the steps. Default `constant`, as in the reference. */
  schedule?: Schedule;
  /** Over how many steps the learning rate first grows from 0. Default 0. */
  warmUpSteps?: number;
  /** What is done to the training images. Default `flip`, as in the reference: about half of them are mirrored. */
  augment?: Augmentation;
  /** Default `adam`. */
  optimizer?: OptimizerName;
  /**
   * Evaluates and keeps, in place of the weights, their exponential moving average, which with each step keeps this share of
   * itself, see `WeightAverage`. At least 0 and below 1. Default 0: the weights themselves.
   */
  averageDecay?: number;
  /** What convolutions and matrix products are computed in. Default `auto`: bfloat16 where that is fast. */
  precision?: RequestedPrecision;
  /** Decides the order of the faces and how each is augmented. Default 1. */
  seed?: number;
  /** How many steps between checkpoints. Default 1,500. */
  checkpointEvery?: number;
  /** How many steps between evaluations. Default: one at the end of each epoch. */
  evaluateEvery?: number;
  /** Ends training after so many evaluations without a lower validation loss. Default: not at all. */
  patience?: number;
}

/** What a training is told where its caller says nothing: as the reference trains. */
export const TRAINING_DEFAULTS = {
  epochs: 15,
  batchSize: 16,
  learningRate: 1e-4,
  schedule: "constant",
  warmUpSteps: 0,
  ageLoss: "classes",
  labelSigma: 0,
  ageBalance: 0,
  ageWeight: 0.5,
  augment: "flip",
  optimizer: "adam",
  averageDecay: 0,
  precision: "auto",
  seed: 1,
  checkpointEvery: 1500,
} as const satisfies TrainingParameters;

/** The parameters with their defaults, and what follows of them for a data set. */
export interface TrainingPlan extends Required<Omit<TrainingParameters, "epochs" | "patience">> {
  stepsPerEpoch: number;
  patience: number | undefined;
}

/**
 * Checks the parameters of a training and works out its steps.
 *
 * @throws when a parameter is out of its range, when the splits have no faces or not the network's image size
 */
export function planTraining(
  parameters: TrainingParameters,
  splits: { train: FaceSplit; val: FaceSplit },
  imageSize: number,
): TrainingPlan {
  const defaults = TRAINING_DEFAULTS;
  const { epochs, batchSize = defaults.batchSize, learningRate = defaults.learningRate } = parameters;
  const { optimizer = defaults.optimizer, precision = defaults.precision, seed = defaults.seed } = parameters;
  for (const split of [splits.train, splits.val]) {
    if (split.count === 0) throw new Error(`the split ${split.name} has no faces`);
    if (split.imageSize !== imageSize) {
      throw new Error(
        `the split ${split.name} has images of ${split.imageSize} px, the network takes ${imageSize} px; prepare the images anew or build the network for ${split.imageSize} px`,
      );
    }
  }
  if (epochs !== undefined && parameters.steps !== undefined) throw new Error("give epochs or steps, not both");
  checkLearningRate(learningRate);
  if (!Number.isSafeInteger(seed)) throw new Error(`the seed must be a whole number, but is ${seed}`);
  const { schedule = defaults.schedule, warmUpSteps = defaults.warmUpSteps, patience } = parameters;
  if (!SCHEDULES.includes(schedule)) {
    throw new Error(`there is no schedule ${schedule}: it is one of ${SCHEDULES.join(", ")}`);
  }
  const { augment = defaults.augment, averageDecay = defaults.averageDecay } = parameters;
  if (!AUGMENTATIONS.includes(augment)) {
    throw new Error(`there is no augmentation ${augment}: it is one of ${AUGMENTATIONS.join(", ")}`);
  }
  if (!(averageDecay >= 0 && averageDecay < 1)) {
    throw new Error(`averageDecay must be at least 0 and below 1, but is ${averageDecay}`);
  }
  const { ageLoss = defaults.ageLoss, labelSigma = defaults.labelSigma, ageBalance = defaults.ageBalance } = parameters;
  const { ageWeight = defaults.ageWeight, checkpointEvery = defaults.checkpointEvery } = parameters;
  checkLoss({ ageLoss, labelSigma, ageBalance, ageWeight });
  const stepsPerEpoch = Math.ceil(splits.train.count / wholeAndPositive("batchSize", batchSize));
  const steps = wholeAndPositive(
    "steps",
    parameters.steps ?? wholeAndPositive("epochs", epochs ?? defaults.epochs) * stepsPerEpoch,
  );
  if (!Number.isSafeInteger(warmUpSteps) || warmUpSteps < 0 || warmUpSteps >= steps) {
    throw new Error(
      `warmUpSteps must be a whole number from 0 to below the ${steps} steps of the training, but is ${warmUpSteps}`,
    );
  }
  return {
    stepsPerEpoch,
    steps,
    batchSize,
    learningRate,
    schedule,
    warmUpSteps,
    ageLoss,
    labelSigma,
    ageBalance,
    ageWeight,
    augment,
    optimizer,
    averageDecay,
    precision,
    seed,
    checkpointEvery: wholeAndPositive("checkpointEvery", checkpointEvery),
    evaluateEvery: wholeAndPositive("evaluateEvery", parameters.evaluateEvery ?? stepsPerEpoch),
    patience: patience === undefined ? undefined : wholeAndPositive("patience", patience),
  };
}

function wholeAndPositive(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new Error(`${name} must be a whole number of at least 1, but is ${value}`);
  }
  return value;
}
