import { createForwardPass } from "../../engine/forward-pass";
import { tf } from "../../engine/tensorflow";
import { imageSizeOf } from "../forward";
import { flipAveraged } from "./flip-averaging";
import { readPredictions } from "./prediction";
import { predictionTensors } from "./prediction-tensors";
import type { Predictor, PredictorOptions } from "./predictor";

/**
 * Makes a predictor of a network: standardization, forward pass and what follows, compiled to one graph.
 *
 * It is computed in float32 everywhere, so that figures can be compared from machine to machine. Each prediction is made
 * with the weights that the network has at that time.
 *
 * @param model - a network like `sharedCnn`'s; it stays the caller's
 */
export function modelPredictor(model: tf.LayersModel, { flip = false }: PredictorOptions = {}): Predictor {
  const imageSize = imageSizeOf(model);
  const forwardPass = createForwardPass((images: tf.Tensor4D) => predictionTensors(model, images));
  const predictor: Predictor = {
    imageSize,
    predict(images) {
      const count = images.length / (imageSize ** 2 * 3);
      if (!Number.isInteger(count)) {
        throw new Error(
          `${images.length} bytes are not a whole number of RGB images of ${imageSize} x ${imageSize} px`,
        );
      }
      const input = tf.tensor4d(images, [count, imageSize, imageSize, 3], "int32");
      const tensors: tf.Tensor[] = [input];
      try {
        const outputs = forwardPass.run(input);
        tensors.push(...Object.values(outputs));
        return readPredictions(outputs);
      } finally {
        tf.dispose(tensors);
      }
    },
    dispose: () => forwardPass.dispose(),
  };
  return flip ? flipAveraged(predictor) : predictor;
}
