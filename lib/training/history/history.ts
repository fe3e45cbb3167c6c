import { type ColumnTable, table } from "arquero";

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

/** The table of what was reported of steps, or of evaluations: see `TrainingHistory`. */
export function historyTable<Column extends string>(
  columns: readonly Column[],
  rows: readonly Record<Column, number>[],
): ColumnTable {
  return table(Object.fromEntries(columns.map((column) => [column, rows.map((row) => row[column])])));
}
