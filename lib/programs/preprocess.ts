import { mkdir } from "node:fs/promises";
import path from "node:path";
import { type ColumnTable, desc } from "arquero";
import { BOX_COLUMNS } from "../dataset/face-box";
import { writeFacesCsv } from "../dataset/faces-csv";
import { type CleanDataset, readDataset } from "../dataset/read-dataset";
import { splitFaces } from "../dataset/split";
import { replaceFile } from "../files/replace-file";
import type { PreparedImages } from "../images/store/prepare-options";
import { progressBar } from "../notebook/progress/progress";
import { interruptSignal } from "./interrupt-signal";
import { createProgram, realNumber, runProgram, userPath, wholeNumber } from "./options";

interface PreprocessOptions {
  dbPath: string;
  photoDir?: string;
  outputDir: string;
  minScore: number;
  imgSize: number;
  valFraction: number;
  testFraction: number;
  seed: number;
  byPerson?: boolean;
  faceMargin?: number;
  metadataOnly?: boolean;
}

interface ChosenFaces {
  /** The folder that the file names are relative to. */
  folder: string;
  /** Left out if there is nothing to do with it. */
  split?: ReturnType<typeof splitFaces>;
}

const program = createProgram(
  "preprocess",
  "Cleans the records of a data set, splits its faces and prepares their images for training.",
)
  .requiredOption(
    "--db-path <path>",
    "the data set: its .mat or CSV file, a folder with one, or a folder of UTKFace's files",
  )
  .option("--photo-dir <folder>", "where the photos are (default: in the folder of --db-path)")
  .requiredOption("--output-dir <folder>", "where the faces, the counts of the cleaning and the images go")
  .option("--min-score <number>", "the lowest face score that is kept", realNumber(0), 1)
  .option("--img-size <pixels>", "width and height of the prepared images", wholeNumber(8, 1024), 224)
  .option("--val-fraction <number>", "the share of the faces to validate with", realNumber(0, 1), 0.2)
  .option(
    "--test-fraction <number>",
    "the share of the faces to keep for one last test, taken from those to train with",
    realNumber(0, 1),
    0,
  )
  .option("--seed <number>", "the same seed, the same split", wholeNumber(0, 2 ** 31 - 1), 42)
  .option("--by-person", "no person in two of the splits, as far as the metadata name them")
  .option(
    "--face-margin <share>",
    "prepare the face only, with a margin of this share of its box on each side (default: the whole picture)",
    realNumber(0, 10),
  )
  .option("--metadata-only", "stop after the cleaning, before the photos")
  .action(preprocess);

async function preprocess(options: PreprocessOptions): Promise<void> {
  const outputFolder = userPath(options.outputDir);
  const { folder, split } = await chooseFaces(options, outputFolder);
  if (split) {
    const { valFraction: validationFraction, testFraction, seed, byPerson = false, minScore: minimumScore } = options;
    const signal = interruptSignal();
    // Only now: TensorFlow, which comes with it, takes as much memory as reading the metadata does.
    const { prepareImages } = await import("../images/store/prepare-images");
    const prepared = await prepareImages({
      faces: split,
      imageFolder: options.photoDir ? userPath(options.photoDir) : folder,
      storeFolder: outputFolder,
      imageSize: options.imgSize,
      faceMargin: options.faceMargin,
      selection: { minimumScore, seed, validationFraction, ...(testFraction > 0 && { testFraction }), byPerson },
      signal,
      onCheck: progressBar("Checking pictures"),
      onProgress: progressBar("Preparing images"),
      onMessage: (message) => process.stdout.write(`${message}\n`),
    });
    process.stdout.write(`${describeImages(prepared)}\n`);
  }
  process.stdout.write(`All of it is in ${outputFolder}.\n`);
}

/**
 * Reads and cleans the records, writes what is left of them, and splits it. Only what the images need is kept: of half a
 * million records the rest would take a hundred megabytes.
 */
async function chooseFaces(options: PreprocessOptions, outputFolder: string): Promise<ChosenFaces> {
  const {
    minScore: minimumScore,
    valFraction: validationFraction,
    testFraction,
    seed,
    byPerson = false,
    faceMargin,
  } = options;
  const { faces, folder, dropped } = await readDataset(userPath(options.dbPath), { minimumScore });
  const report = { kept: faces.numRows(), dropped };
  await mkdir(outputFolder, { recursive: true });
  await writeFacesCsv(path.join(outputFolder, "faces.csv"), faces);
  await replaceFile(path.join(outputFolder, "cleaning.json"), `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(`${describeCleaning(report)}\n`);
  if (options.metadataOnly) return { folder };

  const unneeded: string[] = [...(byPerson ? [] : ["person"]), ...(faceMargin === undefined ? BOX_COLUMNS : [])];
  const needed = faces.select(faces.columnNames((name) => !unneeded.includes(name)));
  return { folder, split: splitFaces(needed, { validationFraction, testFraction, seed, byPerson }) };
}

const format = new Intl.NumberFormat("en-US").format;

function describeCleaning({ kept, dropped }: { kept: number; dropped: CleanDataset["dropped"] }): string {
  const reasons: [number | undefined, string][] = [
    [dropped.misnamed, "for their file names"],
    [dropped.repeated, "as repeated in another folder"],
    [dropped.score, "for their score"],
    [dropped.second_face, "for a second face"],
    [dropped.age, "for their age"],
    [dropped.gender, "for their gender"],
  ];
  const counted = reasons.flatMap(([count, reason]) => (count ? [{ count, reason }] : []));
  const all = counted.reduce((sum, { count }) => sum + count, kept);
  const described = counted.map(({ count, reason }) => `${format(count)} ${reason}`).join(", ") || "none";
  return `Kept ${format(kept)} of ${format(all)} faces; dropped ${described}.`;
}

function describeImages({ train, val, test, rejected, reused }: PreparedImages): string {
  return (
    `${reused ? "The images were prepared before: " : "Prepared "}${format(train)} to train with, ` +
    `${format(val)} to validate with${test === undefined ? "" : `, ${format(test)} to test with`}; left out ${describeRejected(rejected)}.`
  );
}

/** "26 (rejected.csv): 10 empty, 9 missing, 7 cut short or damaged" */
function describeRejected(rejected: ColumnTable): string {
  if (rejected.numRows() === 0) return "none";
  const counts = rejected.groupby("reason").count().orderby(desc("count"));
  const reasons = Array.from(
    counts.array("reason"),
    (reason, row) => `${format(counts.array("count")[row])} ${reason}`,
  );
  return `${format(rejected.numRows())} (rejected.csv): ${reasons.join(", ")}`;
}

runProgram(program);
