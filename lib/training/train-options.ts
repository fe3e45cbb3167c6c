import type { ColumnTable } from "arquero";
import type { tf } from "../engine/tensorflow";
import type { FaceSplit } from "../images/face-split";
import type { EvaluationReport, StepReport } from "./history/report";
import type { TrainingEnd } from "./history/training-end";
import type { TrainingParameters } from "./plan";
import type { TrainingControl } from "./training-control";

/** What to train, on what, under which name, and who is told. */
export interface TrainOptions extends TrainingParameters {
  /** A network like `sharedCnn`'s; training changes its weights. It stays the caller's. */
  model: tf.LayersModel;
  /** The faces to learn from. */
  train: FaceSplit;
  /** The faces to evaluate on. */
  val: FaceSplit;
  /** The name of the run, which is that of its folder. Default: the next free of `run-1`, `run-2` … */
  run?: string;
  /** The folder of all runs. Default `var/runs`. */
  runsFolder?: string;
  /** Goes on with the run of that name, if there is one, from its newest checkpoint. Default: a run is begun. */
  resume?: boolean;
  /** Stops the training after the running step, with a checkpoint, as the stop button of a notebook does. */
  signal?: AbortSignal;
  /** Pauses the training, and changes its learning rate, while it goes on. */
  control?: TrainingControl | undefined;
  /**
   * Called where the network's trunk is frozen, while the faces of a split are embedded, with the split's name, how many are, of
   * how many, and how many of them were before; see `embedFaces`.
   */
  onEmbed?: (split: string, done: number, total: number, before: number) => void;
  /** Called when a run is gone on with, with what it had reported until then. */
  onResume?: (before: { steps: readonly StepReport[]; evaluations: readonly EvaluationReport[] }) => void;
  /** Called after each step. */
  onStep?: (report: StepReport) => void;
  /** Called after each evaluation; `predictions` has the columns of `predictFaces`, a row for each validation face. */
  onEvaluation?: (report: EvaluationReport, predictions: ColumnTable) => void;
  /** Called when the training has ended, however. */
  onEnd?: (end: TrainingEnd) => void;
  /** Called with what a person should know. Default `console.log`. */
  onMessage?: (text: string) => void;
}
