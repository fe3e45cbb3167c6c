import { tf } from "../../engine/tensorflow";
import type { Photo } from "../../images/photo/photo";
import { loadFaceDetector } from "../../model/detector/face-detector";
import type { FacePredictor, GradualPhotoPredictor } from "../../model/detector/predict-photo";
import { isMatrix } from "../../model/forward";
import { readPredictions } from "../../model/prediction/prediction";
import { predictionsOf } from "../../model/prediction/prediction-tensors";
import { loadGraphModel } from "../../model/pretrained/graph-model";
import { standardize } from "../../model/standardize";
import { intervalsOf } from "../../model/uncertainty/with-intervals";
import { config } from "./config";

/**
 * Loads the page's networks into TensorFlow.js, whose backend is chosen already, and runs each once: the first run takes longer.
 *
 * @throws when a file does not arrive, or is not the one that the page was made with
 */
export async function loadPageReader(): Promise<GradualPhotoPredictor> {
  const [detector, predictor] = await Promise.all([loadFaceDetector("models"), loadPredictor()]);
  const { imageSize, framing } = config;
  await predictor.predict(new Uint8Array(imageSize ** 2 * 3));
  const [width, height] = [1600, 1200]; // enough for the browser to compile what walks over pixels
  const photo: Photo = { pixels: new Uint8Array(width * height * 4), channels: 4, width, height, scale: 1 };
  await detector.detectGradually([photo]).next();
  return { predictor, detector, framing };
}

async function loadPredictor(): Promise<FacePredictor> {
  const { imageSize, intervals } = config;
  const network = await loadGraphModel("models", "network");
  const addInterval = intervals && intervalsOf(intervals.calibration, intervals.level);
  return {
    imageSize,
    async predict(images) {
      const outputs = tf.tidy(() => {
        const count = images.length / (imageSize ** 2 * 3);
        const faces = tf.tensor4d(images, [count, imageSize, imageSize, 3], "int32");
        const [age, gender] = [network.execute(standardize(faces), ["age", "gender"])].flat();
        if (!isMatrix(age) || !isMatrix(gender)) throw new Error("The network does not compute two matrices of logits");
        return predictionsOf({ age, gender });
      });
      const tensors = Object.values(outputs);
      await Promise.all(tensors.map((tensor) => tensor.data())); // which `readPredictions` then need not wait for
      const predictions = readPredictions(outputs);
      tf.dispose(tensors);
      return addInterval ? predictions.map(addInterval) : predictions;
    },
  };
}
