import type { Metrics } from "../../model/metrics";

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
