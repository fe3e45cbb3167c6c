import type { tf } from "../../engine/tensorflow";
import { loadModel } from "./layers-model";

/**
 * Gives a network the weights of one that was saved, so that training goes on from what that had learned: on other faces, or with
 * more layers to train.
 *
 * @param folder - where `saveModel` saved a network with the same layers; not trusted
 * @throws as `loadModel`, and when a layer is missing there or has weights of other shapes. The network is unchanged then.
 * @example
 * await loadWeights(model, "var/models/first");
 */
export async function loadWeights(model: tf.LayersModel, folder: string): Promise<void> {
  const saved = await loadModel(folder);
  try {
    const pairs = model.layers.map((layer) => {
      const from = saved.layers.find(({ name }) => name === layer.name);
      const [shapes, found] = [weightShapes(layer), from && weightShapes(from)];
      if (from && shapes === found) return { layer, from };
      throw new Error(
        `${folder} holds ${saved.name}, whose ${layer.name} ${from ? `has weights of ${found}, not ${shapes}` : "is missing"}: give a ${model.name} for images of the same size`,
      );
    });
    for (const { layer, from } of pairs) layer.setWeights(from.getWeights());
  } finally {
    saved.dispose();
  }
}

/** The shapes of a layer's weights, as messages say them and as one layer's are compared with another's: "[512,1024] [1024]". */
function weightShapes(layer: tf.layers.Layer): string {
  return layer
    .getWeights()
    .map(({ shape }) => `[${shape}]`)
    .join(" ");
}
