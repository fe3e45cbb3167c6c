import { readFile } from "node:fs/promises";
import path from "node:path";
import { tf } from "../../engine/tensorflow";

/**
 * Loads one of the networks of `humanModels`, for images of any size and in batches of any count.
 *
 * @param folder - as `humanModels` returns it
 * @param name - `blazeface` or `faceres`
 * @returns the network, owned by the caller, who disposes it
 * @throws when its files cannot be read
 */
export async function loadGraphModel(folder: string, name: "blazeface" | "faceres"): Promise<tf.GraphModel> {
  const { modelTopology, weightsManifest } = JSON.parse(await readFile(path.join(folder, `${name}.json`), "utf8"));
  for (const node of modelTopology.node) {
    if (node.op === "Placeholder") delete node.attr.shape; // it says one image of one size, which the operations do not ask for
  }
  const weights = await readFile(path.join(folder, `${name}.bin`));
  const weightData = new Uint8Array(weights).buffer;
  const weightSpecs = weightsManifest.flatMap((group: { weights: unknown[] }) => group.weights);
  return tf.loadGraphModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
}
