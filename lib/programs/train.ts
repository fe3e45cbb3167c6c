import path from "node:path";
import { Option } from "commander";
import { replaceFile } from "../dataset/replace-file";
import type { RequestedPrecision } from "../engine/precision";
import type { FaceSplit } from "../images/face-split";
import { type ImageStore, openImageStore } from "../images/image-store";
import { exportSavedModel } from "../model/export-saved-model";
import { saveModel } from "../model/layers-model";
import { servingFolderOf } from "../model/load-predictor";
import type { Metrics } from "../model/metrics";
import { sharedCnn } from "../model/shared-cnn";
import type { StepReport } from "../training/history";
import { train } from "../training/train";
import { progressBar } from "../workbook/progress";
import { interruptSignal } from "./interrupt";
import { openListedFaces } from "./listed-faces";
import { createProgram, realNumber, runProgram, userPath, wholeNumber } from "./options";

interface TrainProgramOptions {
  imgDir: string;
  trainCsv?: string;
  valCsv?: string;
  modelDir?: string;
  imgSize?: number;
  numSteps?: number;
  epochs?: number;
  batchSize: number;
  learningRate: number;
  precision: RequestedPrecision;
  seed: number;
}

const program = createProgram("train", "Trains the network on prepared images, evaluates it and saves it.")
  .requiredOption("--img-dir <folder>", "the images that npm run preprocess prepared")
  .option("--train-csv <file>", "the faces to learn from, out of the prepared ones (default: train.csv of --img-dir)")
  .option("--val-csv <file>", "the faces to evaluate on, out of the prepared ones (default: val.csv of --img-dir)")
  .option("--model-dir <folder>", "where the model goes (default: var/models/ and the name of --img-dir)")
  .option("--img-size <pixels>", "the images' size, to be sure of it (default: that of --img-dir)", wholeNumber(1))
  .option("--epochs <count>", "how many times each face is seen (default: 15)", wholeNumber(1))
  .option("--num-steps <count>", "how many batches to learn from, where --epochs is not given", wholeNumber(1))
  .option("--batch-size <count>", "faces a batch", wholeNumber(1), 16)
  .option("--learning-rate <number>", "Adam's learning rate, at most 1", realNumber(Number.MIN_VALUE, 1), 1e-4)
  .addOption(
    new Option("--precision <type>", "what convolutions are computed in; auto is bfloat16 where that is fast")
      .choices(["auto", "float32", "bfloat16"])
      .default("auto"),
  )
  .option("--seed <number>", "the same seed, the same training", wholeNumber(0, 2 ** 31 - 1), 1)
  .action(trainAndSave);

async function trainAndSave(options: TrainProgramOptions): Promise<void> {
  const imageFolder = userPath(options.imgDir);
  const modelFolder = options.modelDir
    ? userPath(options.modelDir)
    : path.resolve("var/models", path.basename(imageFolder));
  const store = await openImageStore(imageFolder);
  try {
    const { imageSize } = store;
    if (options.imgSize !== undefined && options.imgSize !== imageSize) {
      throw new Error(
        `${options.imgDir} holds images of ${imageSize} px, not of ${options.imgSize}: leave --img-size out, or prepare them with npm run preprocess -- --img-size ${options.imgSize}.`,
      );
    }
    const faces = await openFaces(store, options);
    const model = sharedCnn({ imageSize, seed: options.seed });
    const metrics: ({ step: number; epoch: number } & Metrics)[] = [];
    const progress = new EpochProgress(options.batchSize, faces.train.count);
    const { stopped } = await train({
      ...faces,
      ...duration(options),
      model,
      batchSize: options.batchSize,
      learningRate: options.learningRate,
      precision: options.precision,
      seed: options.seed,
      checkpointFolder: path.join(modelFolder, "checkpoint"),
      signal: interruptSignal("Stopping after this step; Ctrl-C again ends the program at once."),
      onStep: (report) => {
        if (report.step === 1) process.stdout.write(`Training runs ${report.mode}.\n`);
        progress.update(report);
      },
      onEvaluation: (evaluation) => {
        metrics.push({ step: evaluation.step, epoch: evaluation.epoch, ...evaluation.metrics });
        process.stdout.write(`Epoch ${evaluation.epoch}: ${describe(evaluation.metrics)}\n`);
        progress.begin(evaluation.epoch + 1);
      },
    });
    await saveModel(model, modelFolder);
    await exportSavedModel(model, servingFolderOf(modelFolder));
    await replaceFile(
      path.join(modelFolder, "metrics.json"),
      `${JSON.stringify({ options, metrics }, undefined, 2)}\n`,
    );
    process.stdout.write(
      `${stopped ? "Stopped; the" : "The"} model is in ${modelFolder}, its metrics in metrics.json.\n`,
    );
    model.dispose();
  } finally {
    await store.close();
  }
}

async function openFaces(
  store: ImageStore,
  { trainCsv, valCsv }: TrainProgramOptions,
): Promise<{ train: FaceSplit; val: FaceSplit }> {
  return {
    train: trainCsv ? await openListedFaces(userPath(trainCsv), store) : store.train,
    val: valCsv ? await openListedFaces(userPath(valCsv), store) : store.val,
  };
}

/** The reference counts steps, and has 200,000 of them; epochs mean the same on any data set. */
function duration({ epochs, numSteps }: TrainProgramOptions): { epochs?: number; steps?: number } {
  return epochs === undefined ? { steps: numSteps } : { epochs };
}

/** Shows how far each epoch is, in faces. */
class EpochProgress {
  private bar = progressBar("Epoch 1");

  constructor(
    private readonly batchSize: number,
    private readonly faceCount: number,
  ) {}

  /** Begins the bar of an epoch, whose time counts from now on. */
  begin(epoch: number): void {
    this.bar = progressBar(`Epoch ${epoch}`);
  }

  update({ step, steps, epoch }: StepReport): void {
    const stepsBefore = (epoch - 1) * Math.ceil(this.faceCount / this.batchSize);
    const faces = (stepCount: number) => Math.min((stepCount - stepsBefore) * this.batchSize, this.faceCount);
    this.bar(faces(step), faces(steps));
  }
}

function describe(metrics: Metrics): string {
  const share = (value: number) => value.toFixed(3);
  const years = (value: number) => value.toFixed(2);
  return [
    `gender right ${share(metrics.genderAccuracy)}`,
    `age right ${share(metrics.ageAccuracy)}`,
    `within 5 years ${share(metrics.ageWithin5)}`,
    `within 10 years ${share(metrics.ageWithin10)}`,
    `mean error ${years(metrics.ageErrorByClass)} years by class, ${years(metrics.ageErrorByExpectedValue)} by expected value`,
  ].join(", ");
}

runProgram(program);
