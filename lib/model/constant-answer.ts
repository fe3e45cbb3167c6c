import { mean, median, rollup } from "d3-array";
import { AGE_CLASSES, GENDER_CLASSES } from "./classes";
import type { Metric } from "./metrics";

/** The ages and genders of some faces. */
interface Truth {
  /** In years, 0 to 100. */
  ages: ArrayLike<number>;
  /** 1 male, 0 female. */
  genders: ArrayLike<number>;
}

/** What an answer that does not look at the face is measured by. */
export type ConstantAnswer = Partial<Record<Metric, number>>;

/**
 * How good the same answer to every face is: what a network must be better than to have learned anything. The age's error is
 * that of the training faces' median age, which no other constant undercuts there; the losses are those of their frequencies, one
 * face added to each class, since a class without any would cost infinitely much; the gender is the more frequent one.
 *
 * @param train - the faces that the answer is taken from
 * @param val - the faces that are asked about
 * @example
 * constantAnswer(store.train, store.val).age_error_by_expected_value; // 15.8
 */
export function constantAnswer(train: Truth, val: Truth) {
  const age = median(Array.from(train.ages)) ?? Number.NaN;
  const age_loss = frequencyLoss(train.ages, val.ages, AGE_CLASSES);
  const gender_loss = frequencyLoss(train.genders, val.genders, GENDER_CLASSES);
  const gender = (mean(Array.from(train.genders)) ?? 0) >= 0.5 ? 1 : 0;
  return {
    loss: (age_loss + gender_loss) / 2,
    age_loss,
    age_error_by_expected_value: mean(Array.from(val.ages), (actual) => Math.abs(actual - age)) ?? Number.NaN,
    gender_loss,
    gender_accuracy: mean(Array.from(val.genders), (actual) => (actual === gender ? 1 : 0)) ?? Number.NaN,
  } satisfies ConstantAnswer;
}

/** The cross-entropy of some faces' classes, where each class is given its frequency among others. */
function frequencyLoss(seen: ArrayLike<number>, asked: ArrayLike<number>, classes: number): number {
  const counts = rollup(
    Array.from(seen),
    (faces) => faces.length,
    (value) => value,
  );
  return (
    mean(Array.from(asked), (value) => -Math.log(((counts.get(value) ?? 0) + 1) / (seen.length + classes))) ??
    Number.NaN
  );
}
