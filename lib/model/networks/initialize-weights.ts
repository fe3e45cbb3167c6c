import { tf } from "../../engine/tensorflow";
import "./seeded-dropout"; // by which a network's dropout layers are made

/**
 * Gives a network the weights again that it had when it was built: those that its layers' initializers, with their seeds,
 * make. What it has learned is gone. Frozen layers keep their weights, which nothing has changed.
 *
 * @example
 * initializeWeights(model); // so that training starts anew each time the cell runs
 * await train({ model, train, val });
 */
export async function initializeWeights(model: tf.LayersModel): Promise<void> {
  const untrained = await untrainedCopy(model);
  try {
    changingLayers(untrained).forEach((layer, index) => {
      changingLayers(model)[index]?.setWeights(layer.getWeights());
    });
  } finally {
    untrained.dispose();
  }
}

/** A network of the same layers with the weights that it had when it was built; owned by the caller, who disposes it. */
export function untrainedCopy(model: tf.LayersModel): Promise<tf.LayersModel> {
  const modelTopology: object = JSON.parse(String(model.toJSON(undefined, true)));
  return tf.loadLayersModel(tf.io.fromMemory({ modelTopology }));
}

/** The layers whose weights training changes: those that are not frozen. */
export function changingLayers(model: tf.LayersModel): tf.layers.Layer[] {
  return model.layers.filter(({ trainable }) => trainable);
}
