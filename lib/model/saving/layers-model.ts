import { tf } from "../../engine/tensorflow";
import "../networks/seeded-dropout"; // by which a saved network's dropout layers are made
import { imageSizeOf } from "../forward";
import { type ModelArtifacts, readModelFolder, writeModelFolder } from "./model-folder";
import { isWeightSpec } from "./model-json";

/**
 * Saves a network in TensorFlow.js's layers format, which TensorFlow.js opens anywhere and Keras's converter reads.
 *
 * A network that was in the folder is replaced, at once and whole or not at all; other files there are left alone.
 *
 * @param metadata - facts to be kept with it, JSON values
 * @example
 * await saveModel(model, "var/models/first");
 */
export async function saveModel(
  model: tf.LayersModel,
  folder: string,
  metadata: Record<string, unknown> = {},
): Promise<void> {
  const handler = tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
    if (modelTopology === undefined || weightData === undefined || !weightSpecs?.every(isWeightSpec)) {
      throw new Error(`${model.name} cannot be saved: its weights are not all float32`);
    }
    const buffer = tf.io.CompositeArrayBuffer.join(weightData);
    await writeModelFolder(folder, { modelTopology, weightSpecs, weightData: buffer }, metadata);
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
  });
  await model.save(handler);
}

/**
 * Loads a network that `saveModel` saved. The size of its images is in its input's shape, see `imageSizeOf`.
 *
 * @returns a model owned by the caller, who disposes it
 * @throws when the folder is not a model's, is damaged, or holds a network of another kind
 * @example
 * const model = await loadModel("var/models/first");
 */
export async function loadModel(folder: string): Promise<tf.LayersModel> {
  const model = await buildModel(await readModelFolder(folder)).catch((error: Error) => {
    throw new Error(`${folder} holds no network that can be built (${error.message}); copy it anew or train again`);
  });
  try {
    imageSizeOf(model);
  } catch (error) {
    model.dispose();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${folder} holds another kind of network: ${reason}`, { cause: error });
  }
  return model;
}

/** What `tf.loadLayersModel` does, which leaves the weights of a network behind that turns out not to be one. */
async function buildModel({ modelTopology, weightSpecs, weightData }: ModelArtifacts): Promise<tf.LayersModel> {
  const others = new Set(Object.keys(tf.engine().registeredVariables));
  try {
    return await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
  } catch (error) {
    for (const [name, variable] of Object.entries(tf.engine().registeredVariables)) {
      if (!others.has(name)) variable.dispose();
    }
    throw error;
  }
}
