import path from "node:path";
import { setImmediate } from "node:timers/promises";
import type { tf } from "../engine/tensorflow";
import type { Batch } from "../images/batches";
import type { EmbeddedBatch } from "../model/embedding/embedded-faces";
import { ageClassWeights } from "../model/losses/age-class-weights";
import { type Metric, measure } from "../model/metrics";
import { saveModel } from "../model/saving/layers-model";
import { addCheckpoint } from "./checkpoints/checkpoints";
import { checkpointsOf, restoreRun } from "./checkpoints/restore-run";
import { bestEvaluation, hasStalled } from "./history/best-evaluation";
import { learningRateAt } from "./learning-rate";
import type { TrainingPlan } from "./plan";
import type { OpenRun } from "./run/open-run";
import { writeRun } from "./run/record";
import { RunLog } from "./run/run-log";
import { divergence, weightsAreFinite } from "./step/divergence";
import { createJointStep, type JointStep } from "./step/joint-step";
import { WeightAverage } from "./step/weight-average";
import type { TrainOptions } from "./train-options";
import { stalled, stopped, type TrainingEnd } from "./training-end";
import { type TrainingFaces, trainingFaces } from "./training-faces";

/** A training under way, see `train`: opened where its run was left, run to its end, closed whatever happens. */
export class Training {
  readonly log: RunLog;
  readonly #options: TrainOptions;
  readonly #plan: TrainingPlan;
  readonly #run: OpenRun;
  readonly #jointStep: JointStep;
  readonly #average: WeightAverage | undefined;
  /** The network that is evaluated and kept. */
  readonly #kept: tf.LayersModel;
  readonly #faces: TrainingFaces;
  /** When it would have begun if it had not been interrupted, on `performance`'s clock. */
  readonly #start: number;
  #step: number;
  #savedStep: number;

  private constructor(
    options: TrainOptions,
    plan: TrainingPlan,
    run: OpenRun,
    { jointStep, average, faces }: { jointStep: JointStep; average: WeightAverage | undefined; faces: TrainingFaces },
    log: RunLog,
    step: number,
  ) {
    this.log = log;
    this.#options = options;
    this.#plan = plan;
    this.#run = run;
    this.#jointStep = jointStep;
    this.#average = average;
    this.#kept = average?.network ?? options.model;
    this.#faces = faces;
    this.#start = performance.now() - 1000 * (log.evaluations.at(-1)?.seconds ?? 0);
    this.#step = step;
    this.#savedStep = step;
  }

  /** Takes the run up where it was left: at its newest checkpoint, or at the beginning. */
  static async open(options: TrainOptions, plan: TrainingPlan, run: OpenRun, signal: AbortSignal): Promise<Training> {
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
      const known = { steps: plan.steps, mode: run.before?.mode ?? "" };
      const log = await RunLog.open(run, step, known);
      return new Training(options, plan, run, { jointStep, average, faces }, log, step);
    } catch (error) {
      jointStep?.dispose();
      average?.dispose();
      await faces?.close();
      throw error;
    }
  }

  /** Whether there is nothing left to do; the last step is to be evaluated as well. */
  get isOver(): boolean {
    return (this.#step >= this.#plan.steps && this.#isEvaluated) || this.#hasStalled;
  }

  /** Trains until the last step, until validation gets no better, or until the signal stops it. */
  async run(signal: AbortSignal): Promise<TrainingEnd> {
    await this.#note({ state: "running" }); // a run that is gone on with says until now how it was left
    await this.#evaluateIfDue(signal); // where it was broken off in an evaluation
    let start = performance.now();
    for await (const batch of this.#batches()) {
      if (signal.aborted || this.isOver) break;
      await this.#update(batch, start);
      await this.#evaluateIfDue(signal);
      if (this.isOver) break;
      if (this.#step % this.#plan.checkpointEvery === 0 && !signal.aborted) await this.#save();
      start = performance.now();
    }
    const folder = await this.#save();
    const place = { step: this.#step, steps: this.#plan.steps };
    if (!this.isOver) return stopped(this.#run.record.name, place, folder);
    if (!this.#hasStalled) return { state: "finished", message: "" };
    return stalled(place, bestEvaluation(this.log.evaluations, this.#ageWeight));
  }

  /**
   * Frees what it holds; the network stays, with the average of its weights where that was asked for.
   *
   * @param end - how it ended, to be noted; nothing is noted of one that was over before
   */
  async close(end?: TrainingEnd): Promise<void> {
    await this.#faces.close();
    this.#jointStep.dispose();
    if (end?.state !== "failed") this.#average?.takeOver();
    this.#average?.dispose();
    this.log.close();
    if (end === undefined) return;
    const { state, message } = end;
    await this.#note({ state, ended: new Date().toISOString(), ...(message && { reason: message }) });
  }

  /** What is left of the epochs, batch after batch. */
  async *#batches(): AsyncGenerator<Batch | EmbeddedBatch, void, undefined> {
    const { batchSize, seed, stepsPerEpoch } = this.#plan;
    let skip = this.#step % stepsPerEpoch;
    for (let epoch = Math.floor(this.#step / stepsPerEpoch) + 1; ; epoch++) {
      yield* this.#faces.batches({ batchSize, seed, epoch, skip });
      skip = 0;
    }
  }

  /** @param start - when the batch was asked for */
  async #update(batch: Batch | EmbeddedBatch, start: number): Promise<void> {
    const step = this.#step + 1;
    const learningRate = learningRateAt(step, this.#plan);
    const { loss, age, gender } = this.#jointStep.run(batch, step, { learningRate });
    if (!Number.isFinite(loss)) throw divergence(`the loss is ${loss}`, { step, learningRate });
    this.#step = step;
    const report = {
      step,
      steps: this.#plan.steps,
      epoch: this.#epoch,
      loss,
      age_loss: age,
      gender_loss: gender,
      learning_rate: learningRate,
      images_per_second: (batch.size / (performance.now() - start)) * 1000,
      mode: this.#jointStep.mode,
    };
    this.log.addStep(report);
    if (this.#run.record.mode !== report.mode) await this.#note({ mode: report.mode });
    this.#options.onStep?.(report);
    await setImmediate();
  }

  /** Evaluates at the end of each epoch, or as often as is asked for, and at the last step; keeps the best network. */
  async #evaluateIfDue(signal: AbortSignal): Promise<void> {
    const [step, epoch] = [this.#step, this.#epoch];
    const isDue = step > 0 && (step % this.#plan.evaluateEvery === 0 || step >= this.#plan.steps);
    if (!isDue || signal.aborted || this.#isEvaluated) return;
    this.#refuseDivergence();
    const metrics = await this.#evaluate(signal);
    if (metrics === undefined) return;
    const report = { step, epoch, seconds: (performance.now() - this.#start) / 1000, ...metrics };
    if (bestEvaluation([...this.log.evaluations, report], this.#ageWeight) === report) {
      this.#run.assertHeld();
      await saveModel(this.#kept, path.join(this.#run.folder, "best"), { step, epoch });
      await this.#note({ best: { step, epoch } });
    }
    this.log.addEvaluation(report); // not before: a run that is killed until here is evaluated anew, and its best one kept
    this.#options.onEvaluation?.(report);
  }

  /** The metrics on the validation faces; nothing if the signal stopped it. */
  async #evaluate(signal: AbortSignal): Promise<Record<Metric, number> | undefined> {
    try {
      const { count: _, ...metrics } = measure(await this.#faces.predict(signal));
      return metrics;
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  }

  /** Takes a checkpoint, unless it is there. */
  async #save(): Promise<string> {
    const checkpoints = checkpointsOf(this.#run.folder);
    if (this.#savedStep === this.#step) return checkpoints;
    this.#refuseDivergence();
    this.#run.assertHeld();
    this.log.flush();
    const place = { step: this.#step, epoch: this.#epoch };
    const optimizer = await this.#jointStep.state();
    const folder = await addCheckpoint(this.#options.model, checkpoints, { place, optimizer }, this.#average?.network);
    this.#savedStep = this.#step;
    return folder;
  }

  /** The loss is that before a step's update: what the update has spoiled must not be kept. */
  #refuseDivergence(): void {
    if (weightsAreFinite(this.#options.model)) return;
    const step = this.#step;
    throw divergence("the weights are no longer numbers", { step, learningRate: learningRateAt(step, this.#plan) });
  }

  async #note(facts: Partial<OpenRun["record"]>): Promise<void> {
    Object.assign(this.#run.record, facts);
    this.#run.assertHeld();
    await writeRun(this.#run.folder, this.#run.record);
  }

  /** The epoch that the last step belongs to, from 1. */
  get #epoch(): number {
    return Math.ceil(this.#step / this.#plan.stepsPerEpoch);
  }

  /** The age's share in the validation loss. */
  get #ageWeight(): number {
    const { ageWeight } = this.#plan;
    return ageWeight === "learned" ? 0.5 : ageWeight;
  }

  get #isEvaluated(): boolean {
    return this.log.evaluations.at(-1)?.step === this.#step;
  }

  get #hasStalled(): boolean {
    const { patience } = this.#plan;
    return patience !== undefined && hasStalled(this.log.evaluations, patience, this.#ageWeight);
  }
}
