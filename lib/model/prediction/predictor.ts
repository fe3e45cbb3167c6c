import type { Prediction } from "./prediction";

/** What predicts the age and the gender of faces, whatever it is made of. */
export interface Predictor {
  /** Width and height in pixels of the images that it takes. */
  readonly imageSize: number;
  /** The share of faces whose age its intervals hold, where it gives some, see `withIntervals`. */
  readonly intervalLevel?: number;
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
