import { createForwardPass } from "../engine/forward-pass";
import { tf } from "../engine/tensorflow";
import { flipAveraged } from "./flip-averaging";
import { imageSizeOf } from "./forward";
import { type Prediction, readPredictions } from "./prediction";
import { predictionTensors } from "./prediction-tensors";

/** What predicts the age and the gender of faces, whatever it is made of. */
export interface Predictor {
  /** Width and height in pixels of the images that it takes. */
  readonly imageSize: number;
  /**
   * Predicts each face of a batch; no tensor is left behind.
   *
   * @param images - the RGB bytes of one or more images of `imageSize`, one after the other
   * @returns one prediction an image, in their order
   * @throws when the bytes are not a whole number of images
   * @example
   * const [face] = predictor.predict(await decodeFace("photo.jpg", predictor.imageSize));
   */
  predict(images: Uint8Array): Prediction[];
  /** Frees what it holds. */
  dispose(): void;
}

/** How a predictor predicts. */
export interface PredictorOptions {
  /** Whether each face is shown mirrored as well, and the mean of both answers taken, see `flipAveraged`. Default false. */
  flip?: boolean;
}

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
  const forwardPass = createForwardPass((images: tf.Tensor4D) => predictionTensors(model, images), {
    precision: "float32",
  });
  const predictor: Predictor = {
    imageSize,
    predict(images) {
      const input = tf.tensor4d(images, [imageCount(images, imageSize), imageSize, imageSize, 3], "int32");
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

/**
 * How many images some bytes are.
 *
 * @throws when they are not a whole number of RGB images of that size
 */
export function imageCount(images: Uint8Array, imageSize: number): number {
  const count = images.length / (imageSize * imageSize * 3);
  if (Number.isInteger(count)) return count;
  throw new Error(`${images.length} bytes are not a whole number of RGB images of ${imageSize} x ${imageSize} px`);
}
