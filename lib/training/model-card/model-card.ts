import { readdir } from "node:fs/promises";
import path from "node:path";
import type { Dataset } from "../../dataset/formats/dataset-folder";
import { datasetTerms } from "../../dataset/terms";
import { replaceFile } from "../../files/replace-file";
import { CONFIDENCE, type Estimate } from "../../model/bootstrap";
import { COMPARED_METRICS, type Evaluation } from "../../model/evaluate";
import { type EvaluatedGroup, evaluatedGroups } from "../../model/evaluated-groups";
import { describeModelFolder, type ModelFolderDescription } from "../../model/saving/model-folder";
import { RUNS_FOLDER, runFolder } from "../run/run-folder";
import { type RunRecord, readRun } from "../run/run-record";
import { escapeMarkdown, markdownTable } from "./markdown";

/** What a model card is written from, beside the model's folder. */
export interface ModelCardOptions {
  /** The data set that the model was trained on. */
  trainedOn: Dataset;
  /** The faces that it was evaluated on, in words: "368 validation faces, by which the training was watched". */
  evaluatedOn: string;
  evaluation: Evaluation;
  /** The folder of all runs, in which that of the model is looked for. Default `var/runs`. */
  runsFolder?: string;
}

/** In a group of fewer faces a figure says little: an interval of a share is a third wide. */
const FEW = 30;

/**
 * Writes a model card, `MODEL_CARD.md`, beside a model: what it was trained on and how, its figures for all faces and for each group,
 * what it may be used for, and its limits. One that is there is replaced as a whole.
 *
 * Source: Mitchell et al., "Model cards for model reporting", FAT* 2019
 *
 * @param modelFolder - a folder that `saveModel` wrote; the run is the one that it was told of
 * @returns the card's file
 * @throws what `describeModelFolder` throws
 * @example
 * await writeModelCard(modelFolder, { trainedOn: openDataset(dataset), evaluatedOn: "368 validation faces", evaluation });
 */
export async function writeModelCard(modelFolder: string, options: ModelCardOptions): Promise<string> {
  const model = await describeModelFolder(modelFolder);
  const run = await recordOf(model, options.runsFolder ?? RUNS_FOLDER);
  const file = path.join(modelFolder, "MODEL_CARD.md");
  await replaceFile(file, modelCard(model, run, options));
  return file;
}

/** The record of the run that a model is of, where it is there and keeps these very weights: another run may have its name by now. */
async function recordOf(
  { run, weightFiles }: ModelFolderDescription,
  runsFolder: string,
): Promise<RunRecord | undefined> {
  if (run === undefined) return undefined;
  try {
    const folder = runFolder(runsFolder, run);
    const record = await readRun(folder);
    const kept = new Set((await readdir(folder, { recursive: true })).map((file) => path.basename(file)));
    return weightFiles.every((file) => kept.has(file)) ? record : undefined;
  } catch {
    return undefined; // it was removed, or trained elsewhere
  }
}

function modelCard(model: ModelFolderDescription, run: RunRecord | undefined, options: ModelCardOptions): string {
  const { trainedOn, evaluatedOn, evaluation } = options;
  const { title, terms } = datasetTerms(trainedOn);
  const groups = evaluatedGroups(evaluation);
  return `# Model card: ${escapeMarkdown(model.name)}

Age and gender of a face, as this network guesses them. The form is that of Mitchell et al., "Model cards for model reporting" (2019).
Written on ${new Date().toISOString().slice(0, 10)}; it is replaced as a whole when the model is evaluated for a card again.

## The model

${markdownTable(["", ""], modelRows(model, run), ":---")}

## Recipe

${run ? markdownTable(["parameter", "value"], recipeRows(run), ":---") : "Not known: the record of the run that trained it is not at hand."}

## What it may be used for

It is meant for learning how such networks are made, and for comparing them. What it tells is how old and of which of two genders a face
*looks* to the data that it learned from, never who somebody is. It is not for deciding anything about a person, such as what they may
see or buy, nor for finding or watching people.

Terms of its data: ${escapeMarkdown(terms)}. They hold for the model as well.

## Data

- Trained on: ${escapeMarkdown(`${trainedOn.name}, ${title}`)}${run ? `; ${count(run.data.train.count)} faces to learn from, ${count(run.data.val.count)} to validate with` : ""}.
- Evaluated on: ${escapeMarkdown(evaluatedOn)}.
- Ages are whole years from 0 to 100. Gender is one of two labels that the data set gives, which is not what a person would say of themselves.

## Figures

In brackets: ${CONFIDENCE * 100} % intervals (bootstrap over faces), too narrow where faces are few. Age MAE is the mean absolute error, age bias the mean of
predicted less actual age, both by the expected value. A group differs where the interval of the difference to all other faces does not
hold zero; these intervals allow for how many are looked at.

${markdownTable(["faces of", "faces", "gender accuracy", "age MAE (years)", "age bias (years)", "differs from the other faces in"], groups.map(figures))}

## Limits

${limits(groups)
  .map((limit) => `- ${limit}`)
  .join("\n")}
`;
}

function modelRows(
  { name, digest, weights, run: runName }: ModelFolderDescription,
  run: RunRecord | undefined,
): string[][] {
  const { commit, fingerprint } = run?.code ?? {};
  return [
    ["network", `${name}, ${count(weights)} weights${run ? `, images of ${run.network.imageSize} px` : ""}`],
    ["which one", `${digest} (the digest of layers and weights)`],
    ["run", runName ?? "not told"],
    ...(run ? [["code", [...(commit ? [`commit ${commit}`] : []), `fingerprint ${fingerprint}`].join(", ")]] : []),
    ...(run ? [["versions", `Node.js ${run.versions.node}, TensorFlow ${run.versions.tensorflow}`]] : []),
    ...(run?.mode ? [["steps ran", run.mode]] : []),
    ...(run?.ended ? [["trained until", run.ended]] : []),
  ];
}

function recipeRows({ parameters, learningRateChanges = [] }: RunRecord): string[][] {
  return [
    ...Object.entries(parameters).map(([name, value]) => [name, String(value)]),
    ...learningRateChanges.map(({ step, learningRate }) => [`learningRate from step ${step}`, String(learningRate)]),
  ];
}

function figures({ kind, name, evaluation, differsIn }: EvaluatedGroup): string[] {
  return [
    kind === "age" ? `${name} years` : name,
    count(evaluation.count),
    withInterval(evaluation.gender_accuracy, 3),
    withInterval(evaluation.age_error_by_expected_value, 2),
    withInterval(evaluation.age_bias, 2),
    kind === "all" ? "" : differsIn.map((metric) => COMPARED_METRICS[metric]).join(", ") || "nothing",
  ];
}

function limits(groups: readonly EvaluatedGroup[]): string[] {
  const worse = groups.filter(({ differsIn }) => differsIn.length > 0).map(({ name }) => name);
  const few = groups.filter(({ evaluation }) => evaluation.count < FEW);
  return [
    worse.length > 0
      ? `It is not equally right about everybody: see the figures of ${list(worse)}.`
      : "No group could be told from the others, which is not to say that all are alike: these are too few faces to know.",
    ...(few.length > 0
      ? [
          `Of some groups there are fewer than ${FEW} faces, and their figures say little: ${list(few.map(({ name }) => name))}.`,
        ]
      : []),
    ...(groups.some(({ kind }) => kind === "ethnicity")
      ? []
      : ["The data say nothing of ethnicity: whether it is as right about people of any is not known."]),
    "Of a face that tells it little it answers an age that many of the faces have that it learned from: see the age bias by age.",
    "Figures hold for faces like those that it was evaluated on. Of other photographs, other light or other people it may know nothing, and it does not say so.",
  ];
}

function list(names: readonly string[]): string {
  return names.map(escapeMarkdown).join(", ");
}

/** "0.912 (0.897 to 0.926)" */
function withInterval({ value, interval: [low, high] }: Estimate, digits: number): string {
  return `${value.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
}

const count = new Intl.NumberFormat("en-US").format;
