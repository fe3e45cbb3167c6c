import { tf } from "../../engine/tensorflow";
import { isObject } from "../../files/json";
import { readGraphFiles } from "./graph-files";

/**
 * Loads a TensorFlow.js graph model as it is, for images of any size.
 *
 * @param folder - has `NAME.json` and `NAME.bin`; not trusted
 * @returns the network, owned by the caller, who disposes it
 * @throws when the files cannot be read, or are not those of a graph model
 */
export async function loadGraphModel(folder: string, name: string): Promise<tf.GraphModel> {
  const { modelTopology, ...weights } = await readGraphFiles(folder, name);
  try {
    if (!isObject(modelTopology) || !Array.isArray(modelTopology.node)) throw new Error("it has no operations");
    for (const node of modelTopology.node) {
      // It says one size, which the operations do not ask for.
      if (isObject(node) && node.op === "Placeholder" && isObject(node.attr)) delete node.attr.shape;
    }
    return await tf.loadGraphModel(tf.io.fromMemory({ modelTopology, ...weights }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${name} in ${folder} is damaged (${reason}): remove it, and it is fetched anew`, { cause: error });
  }
}
