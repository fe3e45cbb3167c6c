import { type Command, InvalidArgumentError, Option } from "commander";
import type { RequestedPrecision } from "../../engine/device/precision";
import { OPTIMIZERS, type OptimizerName } from "../../engine/training-step/optimizer";
import { AUGMENTATIONS, type Augmentation } from "../../model/augment";
import { AGE_LOSSES, type AgeLoss } from "../../model/losses/age-loss";
import { TRUNKS, type TrunkName } from "../../model/networks/age-gender-network";
import { SCHEDULES, type Schedule } from "../../training/learning-rate";
import { RUNS_FOLDER } from "../../training/run/run-folder";
import type { AgeWeight } from "../../training/step/loss-parameters";
import { createProgram, realNumber, wholeNumber } from "../options";

/** What `npm run train` is told. */
export interface TrainProgramOptions {
  imgDir?: string;
  trainCsv?: string;
  valCsv?: string;
  modelDir?: string;
  imgSize?: number;
  network: TrunkName;
  imagenetWeights?: string;
  fineTune: number;
  startFrom?: string;
  run?: string;
  runsDir: string;
  resume: boolean;
  stopWithInput: boolean;
  numSteps?: number;
  epochs?: number;
  batchSize: number;
  learningRate: number;
  schedule: Schedule;
  warmUpSteps: number;
  patience?: number;
  ageLoss: AgeLoss;
  labelSigma: number;
  ageBalance: number;
  ageWeight: AgeWeight;
  augment: Augmentation;
  optimizer: OptimizerName;
  averageDecay: number;
  precision: RequestedPrecision;
  seed: number;
}

/** The program `npm run train`, but for what it does: a sweep reads its options too. */
export function createTrainProgram(): Command {
  return createProgram("train", "Trains the network on prepared images, evaluates it and saves it.")
    .option(
      "--img-dir <folder>",
      "the images that npm run preprocess prepared (default: the notebooks' synthetic faces, prepared as they do)",
    )
    .option("--train-csv <file>", "the faces to learn from, out of the prepared ones (default: train.csv of --img-dir)")
    .option("--val-csv <file>", "the faces to evaluate on, out of the prepared ones (default: val.csv of --img-dir)")
    .option("--model-dir <folder>", "where the model goes (default: var/models/ and the name of --img-dir)")
    .option("--img-size <pixels>", "the images' size, to be sure of it (default: that of --img-dir)", wholeNumber(1))
    .addOption(new Option("--network <name>", "the trunk under both heads").choices(TRUNKS).default("shared-cnn"))
    .option("--imagenet-weights <file>", "Keras's weights of VGG16 (.h5) that --network vgg-16 starts from")
    .option("--fine-tune <blocks>", "how many of faceres's last blocks learn too, 0 to 13", wholeNumber(0, 13), 0)
    .option(
      "--start-from <folder>",
      "a model of the same network, whose weights it starts from (--model-dir of another run)",
    )
    .option("--run <name>", "the run's name (default: the next free of run-1, run-2 …)")
    .option("--runs-dir <folder>", "where the run's folder goes, with measurements and checkpoints", RUNS_FOLDER)
    .option("--resume", "goes on with --run, if it was begun and has not ended", false)
    .option(
      "--stop-with-input",
      "stops, as at Ctrl-C, when standard input ends, which a sweep holds open for its runs as long as it lives",
      false,
    )
    .option("--epochs <count>", "how many times each face is seen (default: 15)", wholeNumber(1))
    .option("--num-steps <count>", "how many batches to learn from, where --epochs is not given", wholeNumber(1))
    .option("--batch-size <count>", "faces a batch", wholeNumber(1), 16)
    .option(
      "--learning-rate <number>",
      "the optimizer's learning rate, at most 1",
      realNumber(Number.MIN_VALUE, 1),
      1e-4,
    )
    .addOption(
      new Option("--schedule <name>", "how the learning rate changes over the steps")
        .choices(SCHEDULES)
        .default("constant"),
    )
    .option("--warm-up-steps <count>", "steps over which the learning rate grows from 0 at first", wholeNumber(0), 0)
    .option("--patience <count>", "ends after so many evaluations without a lower validation loss", wholeNumber(1))
    .addOption(
      new Option("--age-loss <name>", "what the age is learned by: 101 classes, or one number by this error")
        .choices(AGE_LOSSES)
        .default("classes"),
    )
    .option("--label-sigma <years>", "spreads each age over the years around it, by a Gaussian", realNumber(0, 50), 0)
    .option(
      "--age-balance <power>",
      "has faces of rare ages count more: by their inverse frequency to this power, 0 to 1",
      realNumber(0, 1),
      0,
    )
    .option(
      "--age-weight <share>",
      "the age's share in the joint loss; 1 and 0 learn one task alone, learned finds it out",
      ageWeight,
      0.5,
    )
    .addOption(
      new Option("--augment <name>", "what is done to the training images").choices(AUGMENTATIONS).default("flip"),
    )
    .addOption(new Option("--optimizer <name>", "how gradients become updates").choices(OPTIMIZERS).default("adam"))
    .option(
      "--average-decay <share>",
      "keeps the weights' moving average, which keeps this share of itself with each step; below 1",
      realNumber(0, 1),
      0,
    )
    .addOption(
      new Option("--precision <type>", "what convolutions are computed in; auto is bfloat16 where that is fast")
        .choices(["auto", "float32", "bfloat16"])
        .default("auto"),
    )
    .option("--seed <number>", "the same seed, the same training", wholeNumber(0, 2 ** 31 - 1), 1);
}

function ageWeight(text: string): AgeWeight {
  if (text === "learned") return text;
  try {
    return realNumber(0, 1)(text);
  } catch {
    throw new InvalidArgumentError("It is neither a number from 0 to 1 nor learned.");
  }
}
