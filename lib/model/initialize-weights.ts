import { tf } from "../engine/tensorflow";
import "./dropout"; // by which a network's dropout layers are made

/**
 * Gives a network the weights again that it had when it was built: those that its layers' initializers, with their seeds,
 * make. What it has learned is gone.
 *
 * @example
 * initializeWeights(model); // so that training starts anew each time the cell runs
 * await train({ model, train, val });
 */
export async function initializeWeights(model: tf.LayersModel): Promise<void> {
  const modelTopology: object = JSON.parse(String(model.toJSON(undefined, true)));
  const untrained = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology }));
  try {
    model.setWeights(untrained.getWeights());
  } finally {
    untrained.dispose();
  }
}
