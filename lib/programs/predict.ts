import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { ColumnTable } from "arquero";
import { replaceFile } from "../files/replace-file";
import { loadFaceDetector } from "../model/detector/face-detector";
import { predictPhotos } from "../model/detector/predict-photos";
import { loadPredictor } from "../model/prediction/load-predictor";
import {
  type Picture,
  type PredictPicturesOptions,
  predictPictures,
  StoppedPredicting,
} from "../model/prediction/predict-pictures";
import type { Predictor } from "../model/prediction/predictor";
import { humanModels } from "../model/pretrained/human-models";
import { progressBar } from "../notebook/progress/progress";
import { byteWording } from "../notebook/progress/progress-wording";
import { interruptSignal } from "./interrupt-signal";
import { createProgram, realNumber, runProgram, userPath } from "./options";
import { openAnnotatedFolder, writeAnnotated } from "./predict/annotated-files";
import { findPictures, isNamedLikePicture } from "./predict/find-pictures";
import { framingOf } from "./predict/photo-framing";

interface PredictOptions {
  modelDir: string;
  flip?: true;
  csv?: string;
  detect: boolean;
  imgDir?: string;
  annotate?: string;
  interval?: number;
}

/** Why a picture has no prediction. */
interface Problem {
  sentence: string;
  isUnreadable: boolean;
}

const program = createProgram(
  "predict",
  "Finds the faces in photos and predicts the age and the gender of each with a trained model.",
)
  .requiredOption("--model-dir <folder>", "the trained model, as npm run train saves it")
  .option("--flip", "shows each face mirrored as well and takes the mean of both answers, which takes twice as long")
  .option("--csv <file>", "where the predictions go; without it they are printed")
  .option(
    "--no-detect",
    "takes each picture for a face as it is, and looks for none; for crops like those of data sets",
  )
  .option(
    "--img-dir <folder>",
    "the images that the model was trained on, as npm run preprocess prepared them: faces are cut out alike (default: those in var/images that have the model's name; without such, as UTKFace's are)",
  )
  .option(
    "--annotate <folder>",
    "an empty folder, where a copy of each photo goes, with its faces framed and their ages and genders",
  )
  .option(
    "--interval <share>",
    "adds age_low and age_high, between which the age is for this share of faces like those of the training: 0.9, say",
    realNumber(0.01, 0.99),
  )
  .argument("<pictures...>", "files, and folders to be searched with their subfolders")
  .action(predict);

async function predict(given: string[], options: PredictOptions): Promise<void> {
  for (const [name, value] of [
    ["--img-dir", options.imgDir],
    ["--annotate", options.annotate],
  ]) {
    if (value !== undefined && !options.detect)
      throw new Error(`${name} is of no use with --no-detect: leave one out.`);
  }
  const pictures = await findPictures(given);
  if (pictures.length === 0) throw new Error(`There are no pictures in ${given.join(", ")}.`);
  const csvFile = options.csv === undefined ? undefined : userPath(options.csv);
  if (csvFile !== undefined && isNamedLikePicture(csvFile)) {
    throw new Error(`${options.csv} is named like a picture: give --csv a file for the predictions.`);
  }
  if (options.annotate !== undefined) await openAnnotatedFolder(userPath(options.annotate), pictures);
  if (csvFile !== undefined) await mkdir(path.dirname(csvFile), { recursive: true });

  const predictor = await loadPredictor(userPath(options.modelDir), options);
  const problems: Problem[] = [];
  let stopped: StoppedPredicting | undefined;
  const predictions = await (options.detect
    ? predictFaces(predictor, pictures, options, problems)
    : predictPictures(predictor, pictures, observing(problems))
  ).catch((error) => {
    if (!(error instanceof StoppedPredicting)) throw error;
    stopped = error;
    return error.rows;
  });
  predictor.dispose();
  for (const { sentence } of problems) say(sentence);

  if (csvFile === undefined) process.stdout.write(predictions.toCSV());
  else await replaceFile(csvFile, predictions.toCSV());
  if (stopped) {
    throw new Error(`${stopped.message} Their rows are ${csvFile === undefined ? "printed" : `in ${options.csv}`}.`);
  }
  const unreadable = problems.filter(({ isUnreadable }) => isUnreadable).length;
  if (unreadable === pictures.length) throw new Error("None of the pictures can be used.");
}

/** What is told while pictures are predicted, and what stops it. */
function observing(problems: Problem[]): PredictPicturesOptions {
  return {
    signal: interruptSignal(),
    onProgress: progressBar("Predicting"),
    onUnreadable: (_, { message }) => problems.push({ sentence: message, isUnreadable: true }),
  };
}

async function predictFaces(
  predictor: Predictor,
  pictures: Picture[],
  { modelDir, imgDir, annotate }: PredictOptions,
  problems: Problem[],
): Promise<ColumnTable> {
  const models = await humanModels({ say, onProgress: progressBar("Fetching", byteWording) }).catch((error) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${reason} If the pictures are faces already, --no-detect does without.`, { cause: error });
  });
  const detector = await loadFaceDetector(models);
  try {
    const framing = await framingOf({ modelDir, imgDir }, detector, say);
    return await predictPhotos({ predictor, detector, framing }, pictures, {
      ...observing(problems),
      async onPhoto(picture, photo, faces) {
        if (faces.length === 0) {
          const sentence = `${picture.filename} shows no face; if it is one, cropped closely, --no-detect takes it as it is.`;
          problems.push({ sentence, isUnreadable: false });
        }
        if (annotate !== undefined) await writeAnnotated(userPath(annotate), picture, photo, faces);
      },
    });
  } finally {
    detector.dispose();
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

runProgram(program);
