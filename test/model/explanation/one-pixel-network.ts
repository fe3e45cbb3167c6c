import { tf } from "../../../lib/engine/tensorflow";
import { ageGenderNetwork } from "../../../lib/model/networks/age-gender-network";
import { applyInTurn } from "../../../lib/model/networks/seeded-layers";

/** Where in the image of 8 px the network looks, by row and column. */
export const agePixel = { row: 6, column: 1 };
export const genderPixel = { row: 2, column: 5 };

/**
 * A network for images of 8 px whose answers are known by hand: the logit of age 100 is the standardized red of one pixel, and the
 * logit of male is three times that of another; all other logits are 0.
 */
export function onePixelNetwork(): tf.LayersModel {
  const model = ageGenderNetwork({
    trunk: (images) => applyInTurn([tf.layers.flatten()], images),
    name: "one_pixel",
    imageSize: 8,
    headUnits: 0,
  });
  const looksAt = (layer: string, { row, column }: typeof agePixel, output: number, weight: number) => {
    const [kernel, bias] = model.getLayer(layer).getWeights();
    if (!kernel || !bias) throw new Error(`${layer} has two weights`);
    const values = tf.buffer(kernel.shape);
    values.set(weight, 3 * (8 * row + column), output);
    const replacement = values.toTensor();
    model.getLayer(layer).setWeights([replacement, bias]);
    replacement.dispose();
  };
  looksAt("age_logits", agePixel, 100, 1);
  looksAt("gender_logits", genderPixel, 1, 3);
  return model;
}

/** A gray image in which both pixels are red. */
export function imageForOnePixel(): Uint8Array {
  const image = new Uint8Array(8 * 8 * 3).fill(100);
  for (const { row, column } of [agePixel, genderPixel]) image[3 * (8 * row + column)] = 250;
  return image;
}

/** What the network is given of the red of both pixels, computed in plain loops. */
export function standardizedRed(): number {
  const values = Array.from(imageForOnePixel());
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return (250 - mean) / Math.sqrt(variance);
}

/** The expected age where the logit of age 100 is `logit`, and those of all others are 0. */
export function expectedAgeOf(logit: number): number {
  return (4950 + 100 * Math.exp(logit)) / (100 + Math.exp(logit));
}
