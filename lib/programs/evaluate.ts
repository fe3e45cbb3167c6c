import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { ColumnTable } from "arquero";
import { readFacesCsv } from "../dataset/faces-csv";
import { openDataset } from "../dataset/formats/dataset-folder";
import { pictureFolder } from "../dataset/formats/picture-folder";
import { isObject } from "../files/json";
import { replaceFile } from "../files/replace-file";
import { CONFIDENCE, RESAMPLES } from "../model/bootstrap";
import { evaluate } from "../model/evaluate";
import { loadPredictor } from "../model/prediction/load-predictor";
import { predictionTable } from "../model/prediction/predict-faces";
import { predictListedPictures } from "../model/prediction/predict-listed-pictures";
import type { Prediction } from "../model/prediction/prediction";
import type { Calibration } from "../model/uncertainty/calibration";
import { type CalibrationCheck, checkCalibration } from "../model/uncertainty/check-calibration";
import { keptCalibration } from "../model/uncertainty/kept-calibration";
import { atTemperatures } from "../model/uncertainty/temperature";
import { progressBar } from "../notebook/progress/progress";
import { writeModelCard } from "../training/model-card/model-card";
import { RUNS_FOLDER } from "../training/run/run-folder";
import { calibrationTable } from "./evaluate/calibration-table";
import { evaluationTable } from "./evaluate/evaluation-table";
import { createProgram, runProgram, userPath } from "./options";

interface EvaluateOptions {
  modelDir: string;
  flip?: true;
  csv: string;
  imgDir?: string;
  json?: string;
  card?: string;
}

const program = createProgram(
  "evaluate",
  "Evaluates a trained model on pictures of known age and gender: prints a table, and writes it as JSON.",
)
  .requiredOption("--model-dir <folder>", "the trained model, as npm run train saves it")
  .option("--flip", "shows each face mirrored as well and takes the mean of both answers, which takes twice as long")
  .requiredOption("--csv <file>", "the faces: filename,age,gender (0 female, 1 male), one a line")
  .option("--img-dir <folder>", "the folder that the file names are relative to (default: that of --csv, or one in it)")
  .option("--json <file>", "where the figures go (default: evaluation-NAME.json in --model-dir, NAME being --csv's)")
  .option(
    "--card <dataset>",
    "writes MODEL_CARD.md beside the model: its recipe, these figures, its limits and terms; <dataset> is what it was trained on, as npm run preprocess takes it",
  )
  .action(evaluateModel);

/** Decides which faces the bootstrap draws. */
const SEED = 1;
/** The share of faces whose age its interval is to hold. */
const INTERVAL_LEVEL = 0.9;

async function evaluateModel(options: EvaluateOptions): Promise<void> {
  const csvFile = userPath(options.csv);
  const modelFolder = userPath(options.modelDir);
  const jsonFile = options.json
    ? userPath(options.json)
    : path.join(modelFolder, `evaluation-${path.parse(csvFile).name}.json`);
  const trainedOn = options.card === undefined ? undefined : openDataset(userPath(options.card));
  const faces = await readFacesCsv(csvFile);
  const imageFolder = options.imgDir
    ? userPath(options.imgDir)
    : pictureFolder(csvFile, Array.from(faces.array("filename"), String));

  // What was fitted to faces that are shown once does not hold for those that are shown mirrored as well.
  const calibration = options.flip ? undefined : await keptCalibration(modelFolder);
  const interval = calibration && INTERVAL_LEVEL;
  const predictor = await loadPredictor(modelFolder, { ...options, interval });
  const unreadable: { filename: string; problem: string }[] = [];
  const read = await predictListedPictures(predictor, faces, imageFolder, {
    onProgress: progressBar("Predicting"),
    onUnreadable: ({ filename }, { message }) => unreadable.push({ filename, problem: message }),
  });
  predictor.dispose();
  if (read.predictions.length === 0) {
    throw new Error(
      `None of the ${faces.numRows()} pictures of ${csvFile} can be used: is ${imageFolder} the folder that they are in? ${unreadable[0]?.problem}`,
    );
  }
  for (const { problem } of unreadable) process.stderr.write(`${problem}\n`);

  const evaluation = await evaluate(predictionTable(read.faces, read.predictions), { seed: SEED });
  const givesClasses = read.predictions[0]?.ageProbability !== undefined;
  const checks = givesClasses ? checkCalibrations(read, calibration) : undefined;
  const left = unreadable.length > 0 ? `; ${format(unreadable.length)} that cannot be used left out` : "";
  process.stdout.write(`${format(evaluation.all.count)} faces of ${csvFile}${left}.\n\n`);
  process.stdout.write(`${evaluationTable(evaluation)}\n\n`);
  if (checks) process.stdout.write(`${calibrationTable(checks)}\n\n`);
  process.stdout.write(
    `In brackets: ${CONFIDENCE * 100} % intervals (percentile bootstrap, ${format(RESAMPLES)} resamples), too narrow\nwhere faces are few, and of no width where all faces agree; of a calibration\nerror, what it stays below in ${CONFIDENCE * 100} % of the cases where all of it is chance.\nThe age bias is the mean of predicted less actual age. Groups differ where the\ninterval of the difference, which allows for how many are looked at, does not\nhold zero.\n`,
  );
  if (interval) process.stdout.write(`Ages' intervals are to hold ${interval * 100} % of them.\n`);

  const bootstrap = { confidence: CONFIDENCE, resamples: RESAMPLES, seed: SEED };
  const { temperatures } = calibration ?? {};
  const content = { options, bootstrap, ...evaluation, calibration: { interval, temperatures, ...checks }, unreadable };
  await mkdir(path.dirname(jsonFile), { recursive: true });
  await replaceFile(jsonFile, `${JSON.stringify(content, camelCased, 2)}\n`);
  process.stdout.write(`The figures are in ${jsonFile}.\n`);
  if (trainedOn === undefined) return;
  const evaluatedOn = `${format(evaluation.all.count)} faces of ${path.basename(csvFile)}${left}`;
  const runsFolder = path.resolve(RUNS_FOLDER);
  const card = await writeModelCard(modelFolder, { trainedOn, evaluatedOn, evaluation, runsFolder });
  process.stdout.write(`The model card is ${card}.\n`);
}

/** How far the network can be taken at its word: as it is, and at its temperatures where those are kept. */
function checkCalibrations(
  { faces, predictions }: { faces: ColumnTable; predictions: readonly Prediction[] },
  calibration?: Calibration,
): { asItIs: CalibrationCheck; atTemperatures?: CalibrationCheck } {
  const truth = { ages: Int32Array.from(faces.array("age")), genders: Int32Array.from(faces.array("gender")) };
  const asItIs = checkCalibration(predictions, truth);
  if (calibration === undefined) return { asItIs };
  const calibrated = predictions.map((prediction) => atTemperatures(prediction, calibration.temperatures));
  return { asItIs, atTemperatures: checkCalibration(calibrated, truth) };
}

/** The file's names are all in camelCase, as those of the options are. */
function camelCased(_: string, value: unknown): unknown {
  if (!isObject(value)) return value;
  const inCamelCase = (name: string) => name.replace(/_(.)/g, (_, next: string) => next.toUpperCase());
  return Object.fromEntries(Object.entries(value).map(([name, inside]) => [inCamelCase(name), inside]));
}

const format = new Intl.NumberFormat("en-US").format;

runProgram(program);
