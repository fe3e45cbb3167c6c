import { isObject, parseJson } from "../../files/json";
import { checkLayerOrder } from "./layer-order";

/** Name and shape of a weight whose values lie in a file of weights. */
export interface WeightSpec {
  name: string;
  shape: number[];
  dtype: "float32";
}

/** What a `model.json` in TensorFlow.js's layers format says. */
export interface ModelDescription {
  /** The layers, as Keras and TensorFlow.js describe them. */
  modelTopology: object;
  /** The names of the files that hold the weights, all in the folder of `model.json`. */
  weightFiles: string[];
  /** The weights, in the files' order. */
  weightSpecs: WeightSpec[];
  /** All that decides what the network computes, and the digest of it that was written, if one was. */
  network: object;
  digest: unknown;
  /** What else was to be said of it, by whoever saved it. */
  metadata: unknown;
}

/**
 * Parses a `model.json`, which is not trusted: only float32 weights, in files of the same folder.
 *
 * @param file - named in errors
 * @throws when it is not JSON, or not the description of a network in TensorFlow.js's layers format
 */
export function parseModelJson(text: string, file: string): ModelDescription {
  const json = parseJson(text);
  if (!isObject(json))
    throw new Error(`${file} is damaged: it is not a JSON object; copy the folder anew or train again`);
  const { modelTopology, weightsManifest, digest, userDefinedMetadata } = json;
  if (!isObject(modelTopology) || !Array.isArray(weightsManifest) || !weightsManifest.every(isWeightsGroup)) {
    throw new Error(
      `${file} does not describe a network in TensorFlow.js's layers format with float32 weights; give a folder that npm run train made`,
    );
  }
  try {
    checkLayerOrder(modelTopology);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${file} is damaged: it ${reason}; copy the folder anew or train again`, { cause: error });
  }
  return {
    modelTopology,
    weightFiles: weightsManifest.flatMap(({ paths }) => paths),
    weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
    network: { modelTopology, weightsManifest },
    digest,
    metadata: userDefinedMetadata,
  };
}

function isWeightsGroup(value: unknown): value is { paths: string[]; weights: WeightSpec[] } {
  if (!isObject(value)) return false;
  const { paths, weights } = value;
  return Array.isArray(paths) && paths.every(isFileName) && Array.isArray(weights) && weights.every(isWeightSpec);
}

/** A plain name: nothing outside the folder is read. */
function isFileName(value: unknown): value is string {
  return typeof value === "string" && /^[\w-][\w.-]*$/.test(value);
}

/** Whether a value from a `model.json` describes a weight; compressed weights (`quantization`) are not known here. */
export function isWeightSpec(value: unknown): value is WeightSpec {
  if (!isObject(value)) return false;
  const { name, shape, dtype, quantization } = value;
  return typeof name === "string" && dtype === "float32" && quantization === undefined && isShape(shape);
}

function isShape(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isInteger(size) && size > 0);
}
