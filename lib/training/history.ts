import { type ColumnTable, table } from "arquero";
import type { Metrics } from "../model/metrics";

/** One step of training, reported as soon as it is done. */
export interface StepReport {
  /** Updates of the weights so far, this one included. */
  step: number;
  /** The count of steps of the whole training. */
  steps: number;
  /** From 1. */
  epoch: number;
  /** The batch's losses, in training mode and before its update: the joint loss and the two heads'. */
  losses: { loss: number; age: number; gender: number };
  /** The batch's images per second, reading them included. */
  imagesPerSecond: number;
  /** How steps run: "compiled, float32", "compiled, bfloat16", or why they run operation by operation. */
  mode: string;
}

/** One evaluation on the validation split. */
export interface EvaluationReport {
  /** Updates of the weights before it. */
  step: number;
  /** From 1. */
  epoch: number;
  metrics: Metrics;
}

/** What a training leaves: a row a step, and a row an evaluation. */
export interface TrainingHistory {
  /** Columns `step, epoch, loss, age_loss, gender_loss, images_per_second`. */
  steps: ColumnTable;
  /**
   * Columns `step, epoch, gender_accuracy, age_accuracy, age_within_5, age_within_10, age_error_by_class,
   * age_error_by_expected_value`.
   */
  evaluations: ColumnTable;
  /** Whether it was stopped before its last step. */
  stopped: boolean;
}

/** The tables of what was reported. */
export function trainingHistory(
  steps: readonly StepReport[],
  evaluations: readonly EvaluationReport[],
  stopped: boolean,
): TrainingHistory {
  return {
    steps: table({
      step: steps.map(({ step }) => step),
      epoch: steps.map(({ epoch }) => epoch),
      loss: steps.map(({ losses }) => losses.loss),
      age_loss: steps.map(({ losses }) => losses.age),
      gender_loss: steps.map(({ losses }) => losses.gender),
      images_per_second: steps.map(({ imagesPerSecond }) => imagesPerSecond),
    }),
    evaluations: table({
      step: evaluations.map(({ step }) => step),
      epoch: evaluations.map(({ epoch }) => epoch),
      gender_accuracy: evaluations.map(({ metrics }) => metrics.genderAccuracy),
      age_accuracy: evaluations.map(({ metrics }) => metrics.ageAccuracy),
      age_within_5: evaluations.map(({ metrics }) => metrics.ageWithin5),
      age_within_10: evaluations.map(({ metrics }) => metrics.ageWithin10),
      age_error_by_class: evaluations.map(({ metrics }) => metrics.ageErrorByClass),
      age_error_by_expected_value: evaluations.map(({ metrics }) => metrics.ageErrorByExpectedValue),
    }),
    stopped,
  };
}
