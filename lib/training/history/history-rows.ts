import type { EvaluationReport, StepReport } from "./report";

/** The columns of a table of steps. */
export const STEP_COLUMNS = [
  "step",
  "epoch",
  "loss",
  "age_loss",
  "gender_loss",
  "learning_rate",
  "images_per_second",
] as const;

/** The columns of a table of evaluations. */
export const EVALUATION_COLUMNS = [
  "step",
  "epoch",
  "seconds",
  "loss",
  "age_loss",
  "gender_loss",
  "gender_accuracy",
  "age_accuracy",
  "age_within_5",
  "age_within_10",
  "age_error_by_class",
  "age_error_by_expected_value",
] as const;

/** A step as a row of numbers. */
export type StepRow = Record<(typeof STEP_COLUMNS)[number], number>;

/** An evaluation as a row of numbers. */
export type EvaluationRow = Record<(typeof EVALUATION_COLUMNS)[number], number>;

/** The row of a step's report. */
export function stepRow({ step, epoch, losses, learningRate, imagesPerSecond }: StepReport): StepRow {
  return {
    step,
    epoch,
    loss: losses.loss,
    age_loss: losses.age,
    gender_loss: losses.gender,
    learning_rate: learningRate,
    images_per_second: imagesPerSecond,
  };
}

/** The report that a row was made of; what no row says is given. */
export function stepReport(row: StepRow, { steps, mode }: Pick<StepReport, "steps" | "mode">): StepReport {
  return {
    step: row.step,
    steps,
    epoch: row.epoch,
    losses: { loss: row.loss, age: row.age_loss, gender: row.gender_loss },
    learningRate: row.learning_rate,
    imagesPerSecond: row.images_per_second,
    mode,
  };
}

/** The row of an evaluation's report. */
export function evaluationRow({ step, epoch, seconds, metrics }: EvaluationReport): EvaluationRow {
  return {
    step,
    epoch,
    seconds,
    loss: metrics.loss,
    age_loss: metrics.ageLoss,
    gender_loss: metrics.genderLoss,
    gender_accuracy: metrics.genderAccuracy,
    age_accuracy: metrics.ageAccuracy,
    age_within_5: metrics.ageWithin5,
    age_within_10: metrics.ageWithin10,
    age_error_by_class: metrics.ageErrorByClass,
    age_error_by_expected_value: metrics.ageErrorByExpectedValue,
  };
}

/** The report that a row was made of; the count of faces, which no row says, is given. */
export function evaluationReport(row: EvaluationRow, count: number): EvaluationReport {
  return {
    step: row.step,
    epoch: row.epoch,
    seconds: row.seconds,
    metrics: {
      count,
      loss: row.loss,
      ageLoss: row.age_loss,
      genderLoss: row.gender_loss,
      genderAccuracy: row.gender_accuracy,
      ageAccuracy: row.age_accuracy,
      ageWithin5: row.age_within_5,
      ageWithin10: row.age_within_10,
      ageErrorByClass: row.age_error_by_class,
      ageErrorByExpectedValue: row.age_error_by_expected_value,
    },
  };
}
