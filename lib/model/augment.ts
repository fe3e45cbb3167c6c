import { projectiveTransform } from "../engine/operations/projective-transform";
import { randomUniform, seedFor } from "../engine/random/random-uniform";
import { tf } from "../engine/tensorflow";
import { randomFlip } from "./random-flip";

/**
 * What is done to training images, each time they are seen:
 * - `flip`: about half of them are mirrored, as in the reference
 * - `flip-shift-zoom`: and each is moved and scaled a little, see `randomShiftZoom`
 *
 * Brightness and contrast are not varied: standardization takes out what they add to and multiply all values of an image
 * with, and nothing would be left but what is clipped at black and white.
 */
export type Augmentation = (typeof AUGMENTATIONS)[number];

/** Their names. */
export const AUGMENTATIONS = ["flip", "flip-shift-zoom"] as const;

/** How far images are moved at most, as a share of their width and height. */
const MOST_SHIFT = 0.1;
/** How much larger images are made at most, or smaller. */
const MOST_ZOOM = 1.1;

/**
 * Augments training images, before they are standardized.
 *
 * @param images - [count, height, width, channels], 0 to 255, of any type
 * @param seed - a whole number; what happens to an image depends on nothing but this and the step
 * @param step - int32
 * @returns a tensor of the same shape, owned by the caller; float32 if images are moved
 */
export function augment(
  images: tf.Tensor4D,
  augmentation: Augmentation,
  { seed, step }: { seed: number; step: tf.Scalar },
): tf.Tensor4D {
  return tf.tidy(() => {
    const flipped = randomFlip(images, seedFor("flip", seed), step);
    return augmentation === "flip" ? flipped : randomShiftZoom(flipped, seedFor("shift-zoom", seed), step);
  });
}

/**
 * Moves each image by up to a tenth of its width and height in any direction, and scales it by 1 / 1.1 to 1.1 about its
 * center (translations: Krizhevsky, Sutskever and Hinton 2012; scale jittering: Simonyan and Zisserman 2015). What comes in
 * at the edges is the image mirrored.
 *
 * @param images - [count, height, width, channels], of any type
 * @param seed - a whole number, see `randomUniform`
 * @param step - int32: how images are moved depends on nothing but the seed and this
 * @returns float32 of the same shape, owned by the caller
 */
export function randomShiftZoom(images: tf.Tensor4D, seed: number, step: tf.Scalar): tf.Tensor4D {
  return tf.tidy(() => {
    const [count, height, width] = images.shape;
    const drawn = tf.sub(tf.mul(randomUniform([count, 3], seed, step), 2), 1); // -1 to 1
    const [across, down, scale] = tf.split(drawn, 3, 1);
    if (!across || !down || !scale) throw new Error("three numbers an image were drawn");
    const zoom = tf.exp(tf.mul(scale, Math.log(MOST_ZOOM)));
    const right = tf.mul(across, MOST_SHIFT * width);
    const transforms = shiftZoomTransforms({ right, down: tf.mul(down, MOST_SHIFT * height), zoom }, { height, width });
    return projectiveTransform(tf.cast(images, "float32"), transforms);
  });
}

/**
 * Transforms, see `projectiveTransform`, that scale images about their center and then move them.
 *
 * @param how - [count, 1] each: `right` and `down` in pixels, `zoom` above 1 for what gets larger
 * @returns [count, 8], owned by the caller
 */
export function shiftZoomTransforms(
  { right, down, zoom }: { right: tf.Tensor; down: tf.Tensor; zoom: tf.Tensor },
  { height, width }: { height: number; width: number },
): tf.Tensor2D {
  return tf.tidy(() => {
    const slope = tf.div(1, zoom);
    const nothing = tf.zerosLike(zoom);
    // where in the image (x - center - shift) / zoom + center is, for x of the result
    const offset = (shift: tf.Tensor, size: number) => {
      const center = (size - 1) / 2;
      return tf.sub(center, tf.mul(slope, tf.add(shift, center)));
    };
    const row = [slope, nothing, offset(right, width), nothing, slope, offset(down, height), nothing, nothing];
    return tf.concat(row, 1).as2D(zoom.size, 8);
  });
}
