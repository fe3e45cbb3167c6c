import { METRICS } from "../../model/metrics";

/** The columns of a table of steps. */
export const STEP_COLUMNS = [
  "step", // updates of the weights so far, this one included
  "epoch", // from 1
  "loss", // the batch's, in training mode and before its update: the joint loss, and the two heads'
  "age_loss",
  "gender_loss",
  "learning_rate", // that of the update
  "images_per_second", // the batch's, reading them included
] as const;

/** The columns of a table of evaluations on the validation split. */
export const EVALUATION_COLUMNS = [
  "step", // updates of the weights before it
  "epoch", // from 1
  "seconds", // of training until then, evaluations included
  ...METRICS,
] as const;

/** One step of training, reported as soon as it is done: its row in the table of steps, and what is no number of its own. */
export interface StepReport extends Record<(typeof STEP_COLUMNS)[number], number> {
  /** The count of steps of the whole training. */
  steps: number;
  /** How steps run: "compiled, float32", "compiled, bfloat16", or why they run operation by operation. */
  mode: string;
}

/** One evaluation on the validation split: its row in the table of evaluations. */
export type EvaluationReport = Record<(typeof EVALUATION_COLUMNS)[number], number>;
