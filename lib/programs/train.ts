import path from "node:path";
import { binding } from "../engine/binding";
import { deviceSentence } from "../engine/device/device-sentence";
import { keepFraming } from "../model/detector/kept-framing";
import { exportSavedModel, servingFolderOf } from "../model/prediction/export-saved-model";
import { modelPredictor } from "../model/prediction/model-predictor";
import { saveModel } from "../model/saving/layers-model";
import { keepCalibration } from "../model/uncertainty/kept-calibration";
import { embeddingProgress } from "../notebook/progress/embedding-progress";
import type { EvaluationReport } from "../training/history/report";
import { RUNS_FOLDER } from "../training/run/run-folder";
import { train } from "../training/train";
import { interruptSignal } from "./interrupt-signal";
import { runProgram, userPath } from "./options";
import { EpochProgress } from "./train/epoch-progress";
import { openListedFaces } from "./train/listed-faces";
import { imageFolderOf, openImages } from "./train/train-images";
import { buildNetwork } from "./train/train-network";
import { createTrainProgram, type TrainProgramOptions } from "./train/train-program";

async function trainAndSave(options: TrainProgramOptions): Promise<void> {
  const imageFolder = imageFolderOf(options);
  const modelFolder = options.modelDir
    ? userPath(options.modelDir)
    : path.resolve("var/models", path.basename(imageFolder));
  const store = await openImages(options);
  try {
    const { imageSize } = store;
    if (options.imgSize !== undefined && options.imgSize !== imageSize) {
      throw new Error(
        `${options.imgDir} holds images of ${imageSize} px, not of ${options.imgSize}: leave --img-size out, or prepare them with npm run preprocess -- --img-size ${options.imgSize}.`,
      );
    }
    const { trainCsv, valCsv } = options;
    const faces = {
      train: trainCsv ? await openListedFaces(userPath(trainCsv), store) : store.train,
      val: valCsv ? await openListedFaces(userPath(valCsv), store) : store.val,
    };
    const device = deviceSentence(binding);
    if (device !== undefined) process.stdout.write(`${device}\n`);
    const model = await buildNetwork(imageSize, options);
    const progress = new EpochProgress(options.batchSize, faces.train.count);
    const showEmbedding = embeddingProgress();
    const { run, folder, steps, stopped } = await train({
      ...options, // by the names that train has for them
      ...faces,
      // The reference counts steps, and has 200,000 of them; epochs mean the same on any data set.
      steps: options.epochs === undefined ? options.numSteps : undefined,
      model,
      runsFolder: options.runsDir === RUNS_FOLDER ? path.resolve(RUNS_FOLDER) : userPath(options.runsDir),
      signal: interruptSignal("Stopping after this step; Ctrl-C again ends the program at once.", {
        withInput: options.stopWithInput,
      }),
      onEmbed: (...embedded) => {
        showEmbedding(...embedded);
        progress.begin(); // whose time has not begun yet
      },
      onResume: ({ steps }) => {
        process.stdout.write(`Going on after step ${steps.length}.\n`);
        progress.begin(steps.length);
      },
      onStep: (report) => progress.update(report),
      onEvaluation: (evaluation) => {
        process.stdout.write(`Epoch ${evaluation.epoch}: ${describe(evaluation)}\n`);
        progress.begin(evaluation.step);
      },
    });
    process.stdout.write(`The run ${run} is in ${folder}.\n`);
    if (steps.numRows() > 0) {
      await saveModel(model, modelFolder, { run });
      await exportSavedModel(model, servingFolderOf(modelFolder));
      await keepFraming(modelFolder, store.train);
      const predictor = modelPredictor(model);
      await keepCalibration(modelFolder, predictor, faces.val);
      predictor.dispose();
      process.stdout.write(`The model ${stopped ? "so far " : ""}is in ${modelFolder}.\n`);
    }
    model.dispose();
  } finally {
    await store.close();
  }
}

function describe(evaluation: EvaluationReport): string {
  const share = (value: number) => value.toFixed(3);
  const years = (value: number) => value.toFixed(2);
  return [
    `gender right ${share(evaluation.gender_accuracy)}`,
    `age right ${share(evaluation.age_accuracy)}`,
    `within 5 years ${share(evaluation.age_within_5)}`,
    `within 10 years ${share(evaluation.age_within_10)}`,
    `mean error ${years(evaluation.age_error_by_class)} years by class, ${years(evaluation.age_error_by_expected_value)} by expected value`,
  ].join(", ");
}

runProgram(createTrainProgram().action(trainAndSave));
