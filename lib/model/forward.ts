import { tf } from "../engine/tensorflow";
import type { FaceSplit } from "../images/face-split";
import { AGE_CLASSES, GENDER_CLASSES } from "./classes";

/** The two heads' outputs for a batch, before the softmax. */
export interface Logits {
  /** [count, 101]; or [count, 1], no logits but one number, see `agesOfOutputs` */
  age: tf.Tensor2D;
  /** [count, 2] */
  gender: tf.Tensor2D;
}

/**
 * The forward pass of a network like `sharedCnn`'s.
 *
 * @param images - [count, size, size, 3], standardized
 * @param training - given in training only: the step's number, an int32 scalar that the dropout masks are drawn from
 * @returns the logits, owned by the caller
 */
export function forward(model: tf.LayersModel, images: tf.Tensor4D, training?: { step: tf.Scalar }): Logits {
  return tf.tidy(() => {
    const outputs = model.apply(images, training ? { training: true, step: training.step } : { training: false });
    return { ...logitsOf(model, Array.isArray(outputs) ? outputs : [outputs]) };
  });
}

/**
 * A network's outputs by name.
 *
 * @throws when they are not two matrices
 */
export function logitsOf(model: tf.LayersModel, [age, gender]: readonly unknown[]): Logits {
  if (!isMatrix(age) || !isMatrix(gender)) throw new Error(`${model.name} does not compute two matrices of logits`);
  return { age, gender };
}

/**
 * The width and height in pixels of the images that a network takes.
 *
 * @throws when the network is not one image in, logits of 101 ages (or one number) and of 2 genders out
 */
export function imageSizeOf(model: tf.LayersModel): number {
  const [input] = model.inputs;
  const size = input?.shape[1];
  const shapes = [...model.inputs, ...model.outputs].map(({ shape }) => shape.slice(1).join(" x ")).join(", ");
  const known = [AGE_CLASSES, 1].map((ages) => `${size} x ${size} x 3, ${ages}, ${GENDER_CLASSES}`);
  if (typeof size !== "number" || !known.includes(shapes)) {
    throw new Error(
      `the network ${model.name} takes and gives ${shapes}, not square images of 3 channels and logits of ${AGE_CLASSES} ages (or one number) and ${GENDER_CLASSES} genders`,
    );
  }
  return size;
}

/** @throws when a split's images are not of the size that a network takes */
export function checkImageSize(split: Pick<FaceSplit, "name" | "imageSize">, imageSize: number): void {
  if (split.imageSize === imageSize) return;
  throw new Error(`the split ${split.name} has images of ${split.imageSize} px, the network takes ${imageSize} px`);
}

/** Whether a value is a tensor of rank 2. */
export function isMatrix(value: unknown): value is tf.Tensor2D {
  return value instanceof tf.Tensor && value.rank === 2;
}
