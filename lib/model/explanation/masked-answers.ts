import { createForwardPass } from "../../engine/forward-pass";
import { tf } from "../../engine/tensorflow";
import { forward, imageSizeOf } from "../forward";
import { agesOfHead } from "../prediction/dex";
import { standardize } from "../standardize";

/** What a network answers for one face, of which parts are removed. */
export interface MaskedAnswer {
  /** In years. */
  expectedAge: number;
  /** The logits of female and male. */
  genderLogits: [female: number, male: number];
}

/** Asks a network what it answers for faces of which parts are removed. */
export interface MaskedPredictor {
  readonly imageSize: number;
  /**
   * What the network answers for one face, once for each mask; no tensor is left behind.
   *
   * @param image - the RGB bytes of one image
   * @param masks - one after the other, a value a pixel: 1 keeps it, 0 puts the image's mean color in its place
   */
  predict(image: Uint8Array, masks: Float32Array): MaskedAnswer[];
  /** Frees what it holds. */
  dispose(): void;
}

/**
 * Makes a predictor of faces of which parts are removed. They are removed from the standardized image, where the mean is zero, so
 * that all else stays as the network saw it.
 *
 * @param model - a network like `sharedCnn`'s; it stays the caller's
 */
export function maskedPredictor(model: tf.LayersModel): MaskedPredictor {
  const imageSize = imageSizeOf(model);
  const forwardPass = createForwardPass((image: tf.Tensor4D, masks: tf.Tensor4D) =>
    tf.tidy(() => {
      const { age, gender } = forward(model, tf.mul(standardize(image), masks));
      return { age: agesOfHead(age), gender };
    }),
  );
  return {
    imageSize,
    predict(image, masks) {
      const count = masks.length / imageSize ** 2;
      const inputs: [tf.Tensor4D, tf.Tensor4D] = [
        tf.tensor4d(image, [1, imageSize, imageSize, 3], "int32"),
        tf.tensor4d(masks, [count, imageSize, imageSize, 1]),
      ];
      const outputs = forwardPass.run(...inputs);
      const genders = outputs.gender.dataSync();
      const answers = Array.from(outputs.age.dataSync(), (expectedAge, index): MaskedAnswer => {
        const [female = Number.NaN, male = Number.NaN] = genders.subarray(2 * index, 2 * index + 2);
        return { expectedAge, genderLogits: [female, male] };
      });
      tf.dispose([...inputs, outputs.age, outputs.gender]);
      return answers;
    },
    dispose: () => forwardPass.dispose(),
  };
}
