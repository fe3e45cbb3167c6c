import { tf } from "../../engine/tensorflow";

/** What the age is learned by, the reference's first. */
export const AGE_LOSSES = ["classes", "squared", "absolute"] as const;

/**
 * What the age is learned by: as 101 `classes`, by their cross-entropy (DEX), or as one number, by its `squared` or its
 * `absolute` error. The age head has 101 outputs or one accordingly.
 */
export type AgeLoss = (typeof AGE_LOSSES)[number];

/** The age in years that an output of 0 stands for: what a softmax that knows nothing expects too. */
const MIDDLE = 50;

/** How many years an output counts in: ten, so that outputs and errors are of the size of the other head's. */
const UNIT = 10;

/**
 * The ages that an age head of one output says.
 *
 * @param outputs - [count, 1]
 * @returns [count], in years, none below 0 or above 100; owned by the caller
 */
export function agesOfOutputs(outputs: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => tf.clipByValue<tf.Tensor1D>(tf.add(tf.mul(outputs, UNIT), MIDDLE).as1D(), 0, 100));
}

/**
 * The loss of each face where the age is one number: the error, in decades, squared or absolute.
 *
 * @param outputs - [count, 1]
 * @param ages - [count], in years
 * @returns [count], owned by the caller
 */
export function numberLosses(outputs: tf.Tensor2D, ages: tf.Tensor1D, loss: "squared" | "absolute"): tf.Tensor1D {
  return tf.tidy(() => {
    const errors = tf.sub<tf.Tensor1D>(outputs.as1D(), tf.div(tf.sub(tf.cast(ages, "float32"), MIDDLE), UNIT));
    return loss === "squared" ? tf.square(errors) : tf.abs(errors);
  });
}

/** The same of an error in years. */
export function numberLoss(error: number, loss: "squared" | "absolute"): number {
  return loss === "squared" ? (error / UNIT) ** 2 : Math.abs(error / UNIT);
}

/** @throws when a network's age head does not give what the loss is of */
export function checkAgeHead({ name, outputs: [age] }: tf.LayersModel, ageLoss: AgeLoss): void {
  const isNumber = age?.shape[1] === 1;
  if (isNumber === (ageLoss !== "classes")) return;
  throw new Error(
    `the age head of ${name} gives ${isNumber ? "one number" : "101 classes"}, but ageLoss is ${ageLoss}: train it with another, or build the network with ageLoss: "${ageLoss}"`,
  );
}
