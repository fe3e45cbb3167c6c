/** The thread that keras-weights.ts starts: reads layers out of an HDF5 file. Its memory is gone when it ends. */
import { parentPort, workerData } from "node:worker_threads";
import h5wasm from "h5wasm/node";

/**
 * What the thread is told.
 *
 * @typedef {object} ReadRequest
 * @property {string} file
 * @property {{ name: string, shapes: number[][] }[]} layers with the shape of each of their weights, of different ranks: [3, 3, 3, 64] and [64], for example
 */

/**
 * What it answers: for each layer its weights, or nothing if the file does not have it; or what is wrong with the file, a
 * sentence that goes on from its name.
 *
 * @typedef {{ layers: (Float32Array<ArrayBuffer>[] | undefined)[] } | { problem: string }} ReadAnswer
 */

/** The deepest that a layer's weights lie below it, as in `block1_conv1/block1_conv1/kernel:0`. */
const DEEPEST = 2;
const FLOAT32 = "<f";

/** What is wrong with the file, a sentence that goes on from its name. */
class Problem extends Error {}

const library = await h5wasm.ready;
library.activate_throwing_error_handler(); // else it writes to stderr what is wrong
/** @type {ReadRequest} */
const request = workerData;
/** @type {ReadAnswer} */
let answer;
try {
  answer = { layers: readLayers(request) };
} catch (error) {
  const isTold = error instanceof Problem; // HDF5's own errors say more than anybody wants to know
  answer = { problem: isTold ? error.message : "is damaged: its layers cannot be listed" };
}
parentPort?.postMessage(answer, "layers" in answer ? answer.layers.flatMap((weights) => buffersOf(weights)) : []);

/**
 * @param {ReadRequest} request
 * @returns {(Float32Array<ArrayBuffer>[] | undefined)[]}
 */
function readLayers({ file, layers }) {
  const opened = open(file);
  try {
    const groups = layerGroups(opened);
    return layers.map(({ name, shapes }) => {
      const group = groups.get(name);
      return group && readWeights(name, shapes, datasetsIn(group, DEEPEST));
    });
  } finally {
    opened.close();
  }
}

/** @param {string} file */
function open(file) {
  try {
    return new h5wasm.File(file, "r");
  } catch {
    throw new Problem("is not an HDF5 file, or is damaged");
  }
}

/**
 * The layers by their names: those that lie side by side, in the file itself or in the `model_weights` of a whole model, as
 * up to Keras 2; and those of Keras 3, whose name is an attribute.
 *
 * @param {import("h5wasm/node").File} opened
 */
function layerGroups(opened) {
  /** @type {Map<string, import("h5wasm/node").Group>} */
  const groups = new Map();
  for (const parent of [opened, childOf(opened, "model_weights")]) {
    if (!(parent instanceof h5wasm.Group)) continue;
    for (const name of parent.keys()) {
      const group = childOf(parent, name);
      if (group instanceof h5wasm.Group) groups.set(name, group);
    }
  }
  const numbered = groups.get("layers");
  for (const name of numbered?.keys() ?? []) {
    const variables = numbered && childOf(numbered, `${name}/vars`);
    const layer = variables instanceof h5wasm.Group ? variables.attrs.name?.value : undefined;
    if (typeof layer === "string" && variables instanceof h5wasm.Group) groups.set(layer, variables);
  }
  return groups;
}

/**
 * @param {import("h5wasm/node").Group} group
 * @param {string} name
 */
function childOf(group, name) {
  try {
    return group.get(name);
  } catch {
    return null;
  }
}

/**
 * The arrays in a group, and in groups below it.
 *
 * @param {import("h5wasm/node").Group} group
 * @param {number} depth
 * @returns {import("h5wasm/node").Dataset[]}
 */
function datasetsIn(group, depth) {
  return group.keys().flatMap((name) => {
    const child = childOf(group, name);
    if (child instanceof h5wasm.Dataset) return [child];
    return child instanceof h5wasm.Group && depth > 1 ? datasetsIn(child, depth - 1) : [];
  });
}

/**
 * Reads a layer's weights. Nothing is read of an array that is not as it should be: it might be of any size.
 *
 * @param {string} layer
 * @param {number[][]} shapes
 * @param {import("h5wasm/node").Dataset[]} datasets in any order
 */
function readWeights(layer, shapes, datasets) {
  const found = datasets.map(({ shape }) => `[${shape}]`).sort();
  const expected = shapes.map((shape) => `[${shape}]`).sort();
  if (found.join() !== expected.join()) {
    const what = found.length === 0 ? "no weights" : `weights of the shapes ${found.join(" and ")}`;
    throw new Problem(`has ${what} in ${layer}, where the network has ${expected.join(" and ")}`);
  }
  return shapes.map((shape) => {
    const dataset = datasets.find((one) => String(one.shape) === String(shape));
    if (dataset?.dtype !== FLOAT32) throw new Problem(`has weights in ${layer} that are not of the type float32`);
    const values = valuesOf(dataset);
    if (values === undefined) throw new Problem(`is damaged: the weights of ${layer} cannot be read`);
    if (!values.every(Number.isFinite)) throw new Problem(`has weights in ${layer} that are not numbers`);
    return values;
  });
}

/** @param {import("h5wasm/node").Dataset} dataset */
function valuesOf(dataset) {
  try {
    const { value } = dataset;
    return value instanceof Float32Array ? new Float32Array(value) : undefined;
  } catch {
    return undefined;
  }
}

/** @param {Float32Array<ArrayBuffer>[] | undefined} weights */
function buffersOf(weights) {
  return weights?.map(({ buffer }) => buffer) ?? [];
}
