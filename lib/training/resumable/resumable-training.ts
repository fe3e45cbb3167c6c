import path from "node:path";
import type { ColumnTable } from "arquero";
import { ageClassWeights } from "../../model/losses/age-class-weights";
import { saveModel } from "../../model/saving/layers-model";
import { addCheckpoint } from "../checkpoints/checkpoints";
import { checkpointsOf, restoreRun } from "../checkpoints/restore-run";
import { bestEvaluation, hasStalled } from "../history/best-evaluation";
import type { EvaluationReport, StepReport } from "../history/report";
import { stalled, stopped, type TrainingEnd } from "../history/training-end";
import { type LearningRateChange, learningRateAt } from "../learning-rate";
import type { TrainingPlan } from "../plan";
import type { OpenRun } from "../run/open-run";
import { RunLog } from "../run/run-log";
import { writeRun } from "../run/run-record";
import { checkWeights } from "../step/divergence";
import { createJointStep, type JointStep } from "../step/joint-step";
import { WeightAverage } from "../step/weight-average";
import type { TrainOptions } from "../train-options";
import { type TrainingFaces, trainingFaces } from "../training-faces";
import { isOver, type Training, trainingLoop } from "../training-loop";

/** What a run is trained with, and kept by. */
interface Parts extends Training {
  options: TrainOptions;
  run: OpenRun;
  log: RunLog;
  average: WeightAverage | undefined;
}

/** The training of a run, see `train`: opened where the run was left, run to its end, closed whatever happens. */
export class ResumableTraining {
  readonly log: RunLog;
  readonly #parts: Parts;
  #step: number;
  #savedStep: number;

  private constructor(parts: Parts, step: number) {
    this.log = parts.log;
    this.#parts = parts;
    this.#step = step;
    this.#savedStep = step;
  }

  /** Takes the run up where it was left: at its newest checkpoint, or at the beginning. */
  static async open(
    options: TrainOptions,
    plan: TrainingPlan,
    run: OpenRun,
    signal: AbortSignal,
  ): Promise<ResumableTraining> {
    const { model } = options;
    const { ageBalance, averageDecay } = plan;
    const classWeights = ageBalance > 0 ? { ageClassWeights: ageClassWeights(options.train.ages, ageBalance) } : {};
    const average = averageDecay > 0 ? await WeightAverage.of(model, averageDecay) : undefined;
    let faces: TrainingFaces | undefined;
    let jointStep: JointStep | undefined;
    try {
      faces = await trainingFaces(options, plan, average?.network ?? model, signal);
      jointStep = createJointStep(model, { ...plan, ...classWeights, trunk: faces.trunk, average });
      const step = await restoreRun(model, { jointStep, average }, run, options.onMessage);
      const log = await RunLog.open(run, step, { steps: plan.steps, mode: run.before?.mode ?? "" });
      const { control } = options;
      const rateAt = (step: number) => learningRateAt(step, plan, run.record.learningRateChanges);
      const training: Training = { model, plan, jointStep, faces, learningRateAt: rateAt, control };
      return new ResumableTraining({ ...training, options, run, log, average }, step);
    } catch (error) {
      jointStep?.dispose();
      average?.dispose();
      await faces?.close();
      throw error;
    }
  }

  /** Whether there is nothing left to do; the last step is to be evaluated as well. */
  get isOver(): boolean {
    return isOver(this.#parts.plan, this.#step, this.log.evaluations);
  }

  /** Trains until the last step, until validation gets no better, or until the signal stops it. */
  async run(signal: AbortSignal): Promise<TrainingEnd> {
    await this.#note({ state: "running" }); // a run that is gone on with says until now how it was left
    const before = { step: this.#step, evaluations: this.log.evaluations };
    const events = {
      onLearningRate: (change: LearningRateChange) => this.#keepLearningRate(change),
      onStep: (report: StepReport) => this.#keepStep(report),
      onEvaluation: (report: EvaluationReport, predictions: ColumnTable, isBest: boolean) =>
        this.#keepEvaluation(report, predictions, isBest),
      onCheckpoint: async () => void (await this.#save()),
    };
    await trainingLoop(this.#parts, before, events, signal);
    const folder = await this.#save();
    const { plan, run } = this.#parts;
    const place = { step: this.#step, steps: plan.steps };
    if (!this.isOver) return stopped(run.record.name, place, folder);
    const { evaluations } = this.log;
    if (!hasStalled(evaluations, plan.patience, plan.ageWeight)) return { state: "finished", message: "" };
    return stalled(place, bestEvaluation(evaluations, plan.ageWeight));
  }

  /**
   * Frees what it holds; the network stays, with the average of its weights where that was asked for.
   *
   * @param end - how it ended, to be noted; nothing is noted of one that was over before
   */
  async close(end?: TrainingEnd): Promise<void> {
    const { faces, jointStep, average } = this.#parts;
    await faces.close();
    jointStep.dispose();
    if (end?.state !== "failed") average?.takeOver();
    average?.dispose();
    this.log.close();
    if (end === undefined) return;
    const { state, message } = end;
    await this.#note({ state, ended: new Date().toISOString(), ...(message && { reason: message }) });
  }

  /** Changes that lie ahead are of steps that were lost with a checkpoint: the new one takes their place. */
  async #keepLearningRate(change: LearningRateChange): Promise<void> {
    const { learningRateChanges: before = [] } = this.#parts.run.record;
    await this.#note({ learningRateChanges: [...before.filter(({ step }) => step < change.step), change] });
  }

  async #keepStep(report: StepReport): Promise<void> {
    const { run, options } = this.#parts;
    this.#step = report.step;
    this.log.addStep(report);
    if (run.record.mode !== report.mode) await this.#note({ mode: report.mode });
    options.onStep?.(report);
  }

  /** Keeps the network as well, if it is the best. */
  async #keepEvaluation(report: EvaluationReport, predictions: ColumnTable, isBest: boolean): Promise<void> {
    const { model, average, run, options } = this.#parts;
    if (isBest) {
      const { step, epoch } = report;
      run.assertHeld();
      await saveModel(average?.network ?? model, path.join(run.folder, "best"), { step, epoch });
      await this.#note({ best: { step, epoch } });
    }
    this.log.addEvaluation(report); // not before: a run that is killed until here is evaluated anew, and its best one kept
    options.onEvaluation?.(report, predictions);
  }

  /** Takes a checkpoint, unless it is there. */
  async #save(): Promise<string> {
    const { model, plan, jointStep, average, run, learningRateAt } = this.#parts;
    const checkpoints = checkpointsOf(run.folder);
    const step = this.#step;
    if (this.#savedStep === step) return checkpoints;
    checkWeights(model, { step, learningRate: learningRateAt(step) });
    run.assertHeld();
    this.log.flush();
    const place = { step, epoch: Math.ceil(step / plan.stepsPerEpoch) };
    const optimizer = await jointStep.state();
    const folder = await addCheckpoint(model, checkpoints, { place, optimizer }, average?.network);
    this.#savedStep = step;
    return folder;
  }

  async #note(facts: Partial<OpenRun["record"]>): Promise<void> {
    const { run } = this.#parts;
    Object.assign(run.record, facts);
    run.assertHeld();
    await writeRun(run.folder, run.record);
  }
}
