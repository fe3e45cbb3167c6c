import { mkdir } from "node:fs/promises";
import path from "node:path";
import { replaceFile } from "../dataset/replace-file";
import { loadPredictor } from "../model/load-predictor";
import { predictPictures } from "../model/predict-pictures";
import { progressBar } from "../workbook/progress";
import { findPictures } from "./find-pictures";
import { createProgram, runProgram, userPath } from "./options";

const program = createProgram(
  "predict",
  "Predicts the age and the gender of faces, one a picture, with a trained model.",
)
  .requiredOption("--model-dir <folder>", "the trained model, as npm run train saves it, or a SavedModel of it")
  .option("--flip", "shows each face mirrored as well and takes the mean of both answers, which takes twice as long")
  .option("--csv <file>", "where the predictions go; without it they are printed")
  .argument("<pictures...>", "files, and folders to be searched with their subfolders")
  .action(predict);

async function predict(given: string[], options: { modelDir: string; flip?: true; csv?: string }): Promise<void> {
  const pictures = await findPictures(given);
  if (pictures.length === 0) throw new Error(`There are no pictures in ${given.join(", ")}.`);
  const csvFile = options.csv === undefined ? undefined : userPath(options.csv);
  if (csvFile !== undefined) await mkdir(path.dirname(csvFile), { recursive: true });

  const predictor = await loadPredictor(userPath(options.modelDir), options);
  const problems: string[] = [];
  const predictions = await predictPictures(predictor, pictures, {
    onProgress: progressBar("Predicting"),
    onUnreadable: (_, error) => problems.push(error.message),
  });
  predictor.dispose();
  for (const problem of problems) process.stderr.write(`${problem}\n`);

  if (csvFile === undefined) process.stdout.write(predictions.toCSV());
  else await replaceFile(csvFile, predictions.toCSV());
}

runProgram(program);
