import { type ColumnTable, table } from "arquero";
import type { Metrics } from "../model/metrics";
import { EVALUATION_COLUMNS, evaluationRow, STEP_COLUMNS, stepRow } from "./history-rows";

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
  /** That of the update. */
  learningRate: number;
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
  /** Seconds of training until then, evaluations included. */
  seconds: number;
  metrics: Metrics;
}

/** What a training leaves: a row a step, a row an evaluation, and a run on the disk. */
export interface TrainingHistory {
  /** The run's name, by which training can go on. */
  run: string;
  /** The run's folder. */
  folder: string;
  /** Columns `step, epoch, loss, age_loss, gender_loss, learning_rate, images_per_second`. */
  steps: ColumnTable;
  /**
   * Columns `step, epoch, seconds, loss, age_loss, gender_loss, gender_accuracy, age_accuracy, age_within_5,
   * age_within_10, age_error_by_class, age_error_by_expected_value`.
   */
  evaluations: ColumnTable;
  /** Whether it was stopped by a person before its last step. */
  stopped: boolean;
}

/** The table of what was reported of steps: see `TrainingHistory`. */
export function stepTable(reports: readonly StepReport[]): ColumnTable {
  return tableOf(STEP_COLUMNS, reports.map(stepRow));
}

/** The table of what was reported of evaluations: see `TrainingHistory`. */
export function evaluationTable(reports: readonly EvaluationReport[]): ColumnTable {
  return tableOf(EVALUATION_COLUMNS, reports.map(evaluationRow));
}

function tableOf<Column extends string>(
  columns: readonly Column[],
  rows: readonly Record<Column, number>[],
): ColumnTable {
  return table(Object.fromEntries(columns.map((column) => [column, rows.map((row) => row[column])])));
}
