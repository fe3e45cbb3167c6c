import { readFile } from "node:fs/promises";
import path from "node:path";
import { isObject, parseJson } from "../../dataset/json";
import { tf } from "../../engine/tensorflow";

/**
 * Loads a TensorFlow.js graph model as it is, for images of any size.
 *
 * @param folder - has `NAME.json` and `NAME.bin`; not trusted
 * @returns the network, owned by the caller, who disposes it
 * @throws when the files cannot be read, or are not those of a graph model
 */
export async function loadGraphModel(folder: string, name: string): Promise<tf.GraphModel> {
  try {
    const description = parseJson(await readFile(path.join(folder, `${name}.json`), "utf8"));
    if (!isObject(description)) throw new Error(`${name}.json is not a JSON object`);
    const { modelTopology, weightsManifest } = description;
    const [group] = Array.isArray(weightsManifest) ? weightsManifest : [];
    if (!isObject(modelTopology) || !Array.isArray(modelTopology.node) || !isObject(group)) {
      throw new Error(`${name}.json does not describe a graph model`);
    }
    for (const node of modelTopology.node) {
      // It says one size, which the operations do not ask for.
      if (isObject(node) && node.op === "Placeholder" && isObject(node.attr)) delete node.attr.shape;
    }
    const weightData = Uint8Array.from(await readFile(path.join(folder, `${name}.bin`))).buffer;
    const weightSpecs = Array.isArray(group.weights) ? group.weights : [];
    return await tf.loadGraphModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${folder} is damaged (${reason}): remove it, and it is fetched anew`, { cause: error });
  }
}
