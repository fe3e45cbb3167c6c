import { setImmediate } from "node:timers/promises";
import { createForwardPass } from "../../engine/forward-pass";
import { tf } from "../../engine/tensorflow";
import { type Prediction, readPredictions } from "../prediction/prediction";
import { predictionsOf } from "../prediction/prediction-tensors";
import type { EmbeddedFaces } from "./embedded-faces";
import type { FrozenTrunk } from "./frozen-trunk";

/** Faces predicted at a time. */
const BATCH_SIZE = 256;

/** Predicts embedded faces, over and over, with the heads as they are at the time. */
export interface EmbeddedPredictor {
  /**
   * Predicts every face as it is, in its order: what the whole network says of its image, as far as rounding goes.
   *
   * @throws the signal's reason when that is aborted
   */
  predict(signal: AbortSignal): Promise<Prediction[]>;
  /** Frees what it holds. */
  dispose(): void;
}

/**
 * Makes a predictor of what follows a frozen trunk.
 *
 * @param faces - stay open as long as they are predicted; they are the caller's
 */
export function embeddedPredictor({ heads, width }: FrozenTrunk, faces: EmbeddedFaces): EmbeddedPredictor {
  const forwardPass = createForwardPass((embeddings: tf.Tensor2D) => predictionsOf(heads(embeddings)));
  return {
    predict: async (signal) => {
      const predictions: Prediction[] = [];
      while (predictions.length < faces.count) {
        signal.throwIfAborted();
        const size = Math.min(BATCH_SIZE, faces.count - predictions.length);
        const rows = Array.from({ length: size }, (_, index) => predictions.length + index);
        const input = asTheyAre(await faces.readEmbeddings(rows), size, width);
        const outputs = forwardPass.run(input);
        predictions.push(...readPredictions(outputs));
        tf.dispose([input, ...Object.values(outputs)]);
        await setImmediate(); // a notebook's kernel can answer
      }
      return predictions;
    },
    dispose: () => forwardPass.dispose(),
  };
}

/** The first of each face's two embeddings: [size, width], owned by the caller. */
function asTheyAre(embeddings: Float32Array, size: number, width: number): tf.Tensor2D {
  return tf.tidy(() => tf.tensor3d(embeddings, [size, 2, width]).slice([0, 0, 0], [size, 1, width]).as2D(size, width));
}
