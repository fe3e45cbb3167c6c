import { tf } from "../../engine/tensorflow";
import { readGraphFile } from "./graph-file";

/** The operations of a TensorFlow.js graph model. */
interface Topology {
  node: { op: string; attr?: Record<string, unknown> }[];
}

/** What is known of its constants, in the order of their values. */
type WeightSpecs = Parameters<typeof tf.io.decodeWeights>[1];

/**
 * Reads the files of a TensorFlow.js graph model. A checksum has vouched for them.
 *
 * @param folder - has `NAME.json` and `NAME.bin`
 * @returns its operations and constants, as `tf.io.fromMemory` takes them
 * @throws when they cannot be read
 */
export async function readGraphFiles(folder: string, name: string) {
  try {
    const description = new TextDecoder().decode(await readGraphFile(folder, `${name}.json`));
    const weightData = await readGraphFile(folder, `${name}.bin`);
    const json: { modelTopology: Topology; weightsManifest: { weights: WeightSpecs }[] } = JSON.parse(description);
    const weightSpecs = json.weightsManifest.flatMap(({ weights }) => weights);
    return { modelTopology: json.modelTopology, weightSpecs, weightData };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${name} cannot be read (${reason}): remove ${folder}, and it is fetched anew`, { cause: error });
  }
}

/**
 * Loads a TensorFlow.js graph model as it is, for images of any size.
 *
 * @param folder - see `readGraphFiles`
 * @returns the network, owned by the caller, who disposes it
 */
export async function loadGraphModel(folder: string, name: string): Promise<tf.GraphModel> {
  const files = await readGraphFiles(folder, name);
  for (const { op, attr } of files.modelTopology.node) {
    if (op === "Placeholder") delete attr?.shape; // it says one size, which the operations do not ask for
  }
  return tf.loadGraphModel(tf.io.fromMemory(files));
}
