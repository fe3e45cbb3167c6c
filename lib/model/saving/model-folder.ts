import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import path from "node:path";
import { isObject } from "../../files/json";
import { replaceFile } from "../../files/replace-file";
import { type ModelDescription, parseModelJson, type WeightSpec } from "./model-json";

/** A network as files hold it. */
export interface ModelArtifacts {
  /** The layers, as Keras and TensorFlow.js describe them in JSON. */
  modelTopology: object;
  /** The weights, in the order of `weightData`. */
  weightSpecs: WeightSpec[];
  /** The weights' values, one after the other. */
  weightData: ArrayBuffer;
}

const WEIGHTS_FILE = /^weights-([0-9a-f]{16})\.bin$/;
/** What is written here, and what a process that was killed has left of it. */
const WRITTEN = /^(weights-[0-9a-f]{16}\.bin|model\.json)(\.(\d+\.)?tmp)?$/;

/**
 * Writes a network in TensorFlow.js's layers format: `model.json` and a file of weights.
 *
 * The weights' file is named after its content, and `model.json`, which names it, is renamed into its place last: a write
 * that is cut off leaves the network that was there before, whole. `model.json` has a digest of its own, so that a disk that
 * changes a layer is noticed as well. Other files of the folder are left alone.
 *
 * @param metadata - what else the folder is to say of the network, such as the step that it was taken at
 */
export async function writeModelFolder(
  folder: string,
  artifacts: ModelArtifacts,
  metadata: Record<string, unknown>,
): Promise<void> {
  const weights = new Uint8Array(artifacts.weightData);
  const weightsFile = `weights-${digest(weights)}.bin`;
  const network = {
    modelTopology: artifacts.modelTopology,
    weightsManifest: [{ paths: [weightsFile], weights: artifacts.weightSpecs }],
  };
  const description = {
    format: "layers-model",
    generatedBy: "age-gender-workbook",
    convertedBy: null,
    ...network,
    digest: digest(JSON.stringify(network)),
    userDefinedMetadata: metadata,
  };
  await mkdir(folder, { recursive: true });
  await replaceFile(path.join(folder, weightsFile), weights);
  await replaceFile(path.join(folder, "model.json"), JSON.stringify(description));
  const isOutdated = (name: string) => WRITTEN.test(name) && ![weightsFile, "model.json"].includes(name);
  const outdated = (await readdir(folder)).filter(isOutdated);
  await Promise.all(outdated.map((name) => rm(path.join(folder, name))));
}

/**
 * Reads what `writeModelFolder`, or TensorFlow.js itself, wrote. The files are not trusted: they are checked before
 * anything is made of them.
 *
 * @throws when the folder is not one of a model, when a file in it is damaged or missing
 */
export async function readModelFolder(folder: string): Promise<ModelArtifacts> {
  const { modelTopology, weightFiles, weightSpecs } = await readDescription(folder);
  const byteCount = weightSpecs.reduce((sum, { shape }) => shape.reduce((product, size) => product * size, 4) + sum, 0);
  const weights = await readWeights(
    weightFiles.map((name) => path.join(folder, name)),
    byteCount,
  );
  return { modelTopology, weightSpecs, weightData: weights.buffer };
}

/**
 * Which network a folder holds, in sixteen hexadecimal digits: the same for the same layers and weights only.
 *
 * @throws as `readModelFolder`; of the weights, it looks at their name alone, which `writeModelFolder` takes from what they are
 */
export async function modelDigest(folder: string): Promise<string> {
  const { network } = await readDescription(folder);
  return digest(JSON.stringify(network));
}

/** What a folder says of the network in it. */
export interface ModelFolderDescription {
  /** See `modelDigest`. */
  digest: string;
  /** The network's name: "shared_cnn". */
  name: string;
  /** How many weights it has. */
  weights: number;
  /** The files of their values; named after their content where `writeModelFolder` wrote them. */
  weightFiles: string[];
  /** The run that trained it, where whoever saved it told that. */
  run?: string;
}

/**
 * Describes the network in a folder, without reading its weights.
 *
 * @throws as `modelDigest`
 */
export async function describeModelFolder(folder: string): Promise<ModelFolderDescription> {
  const { network, modelTopology, weightFiles, weightSpecs, metadata } = await readDescription(folder);
  const config = "config" in modelTopology && isObject(modelTopology.config) ? modelTopology.config : {};
  const weights = weightSpecs.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
  const run = isObject(metadata) && typeof metadata.run === "string" ? { run: metadata.run } : {};
  const name = String(config.name ?? "a network");
  return { digest: digest(JSON.stringify(network)), name, weights, weightFiles, ...run };
}

async function readDescription(folder: string): Promise<ModelDescription> {
  const file = path.join(folder, "model.json");
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      `${folder} is not a model's folder: its model.json cannot be read (${error.code}); give a folder that npm run train made`,
    );
  });
  const description = parseModelJson(text, file);
  if (description.digest !== undefined && description.digest !== digest(JSON.stringify(description.network))) {
    throw new Error(`${file} is damaged: it is not what was written; copy the folder anew or train again`);
  }
  return description;
}

/** Sizes are looked at before a byte is read: a damaged description must not fill the memory. */
async function readWeights(files: string[], byteCount: number) {
  const sizes = await Promise.all(files.map((file) => fileSize(file)));
  const found = sizes.reduce((sum, size) => sum + size, 0);
  if (found !== byteCount) throw new Error(damaged(files, `${found} bytes where model.json asks for ${byteCount}`));
  const weights = new Uint8Array(byteCount);
  let offset = 0;
  for (const file of files) {
    const content = await readFile(file);
    const named = WEIGHTS_FILE.exec(path.basename(file))?.[1];
    if (named !== undefined && named !== digest(content)) {
      throw new Error(damaged([file], "its content is not what its name says"));
    }
    weights.set(content, offset);
    offset += content.length;
  }
  return weights;
}

async function fileSize(file: string): Promise<number> {
  const status = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(damaged([file], `it cannot be read (${error.code})`));
  });
  return status.isFile() ? status.size : 0;
}

function damaged(files: string[], how: string): string {
  return `the network's weights are damaged, ${files.join(", ")}: ${how}; copy the folder anew or train again`;
}

function digest(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 16);
}
