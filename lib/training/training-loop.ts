import { setImmediate } from "node:timers/promises";
import type { ColumnTable } from "arquero";
import type { tf } from "../engine/tensorflow";
import { measure } from "../model/metrics";
import { bestEvaluation, hasStalled } from "./history/best-evaluation";
import type { EvaluationReport, StepReport } from "./history/report";
import type { LearningRateChange } from "./learning-rate";
import type { TrainingPlan } from "./plan";
import { checkStepLoss, checkWeights, divergenceOf } from "./step/divergence";
import type { JointStep } from "./step/joint-step";
import type { TrainingControl } from "./training-control";
import type { TrainingFaces } from "./training-faces";

/** What the loop trains, and with what. */
export interface Training {
  /** The network whose weights are updated. */
  model: tf.LayersModel;
  plan: TrainingPlan;
  /** Updates the weights with a batch. */
  jointStep: JointStep;
  /** The faces to learn from, and to evaluate on. */
  faces: TrainingFaces;
  /** The learning rate of a step, counted from 1. */
  learningRateAt(step: number): number;
  control: TrainingControl | undefined;
}

/** Who is told what the loop measures; it waits until they are done with it. */
export interface TrainingEvents {
  /** Called before the first step with another learning rate; `learningRateAt` is to know of it then. */
  onLearningRate(change: LearningRateChange): Promise<void>;
  onStep(report: StepReport): Promise<void>;
  /** @param isBest - whether no validation loss was as low before */
  onEvaluation(report: EvaluationReport, predictions: ColumnTable, isBest: boolean): Promise<void>;
  /** Called when as many steps have been made as are to lie between checkpoints. */
  onCheckpoint(): Promise<void>;
}

/**
 * The heart of training: epoch after epoch, batch after batch, an update of the weights with each; an evaluation at the end
 * of each epoch, or as often as is asked for, and at the last step; an early end where validation gets no better.
 *
 * @param before - what was done before: it goes on from there, in the midst of an epoch too
 * @param signal - stops it after the running step
 * @throws when loss or weights are no longer numbers
 */
export async function trainingLoop(
  { model, plan, jointStep, faces, learningRateAt, control }: Training,
  before: { step: number; evaluations: readonly EvaluationReport[] },
  events: TrainingEvents,
  signal: AbortSignal,
): Promise<void> {
  const { steps, stepsPerEpoch, batchSize, seed, ageLoss, ageWeight } = plan;
  const evaluations = [...before.evaluations];
  let { step } = before;
  let start = performance.now() - 1000 * (evaluations.at(-1)?.seconds ?? 0); // as if it had never been interrupted

  await evaluateIfDue(); // where it was broken off in an evaluation
  let asked = performance.now();
  for (let epoch = Math.floor(step / stepsPerEpoch) + 1; !signal.aborted && !isOver(plan, step, evaluations); epoch++) {
    for await (const batch of faces.batches({ batchSize, seed, epoch, skip: step % stepsPerEpoch })) {
      await obey();
      if (signal.aborted) break;
      step++;
      const learningRate = learningRateAt(step);
      const { loss, age, gender } = jointStep.run(batch, step, { learningRate });
      checkStepLoss(loss, { step, learningRate });
      await events.onStep({
        step,
        steps,
        epoch,
        loss,
        age_loss: age,
        gender_loss: gender,
        learning_rate: learningRate,
        images_per_second: (batch.size / (performance.now() - asked)) * 1000,
        mode: jointStep.mode,
      });
      await setImmediate(); // so that a notebook's kernel can answer
      await evaluateIfDue();
      if (isOver(plan, step, evaluations)) break;
      if (step % plan.checkpointEvery === 0 && !signal.aborted) await events.onCheckpoint();
      asked = performance.now();
    }
  }

  /** Waits where it is paused, which is not counted as training's time, and takes a learning rate that is asked for. */
  async function obey(): Promise<void> {
    const arrived = performance.now();
    await control?.whilePaused(signal);
    const paused = performance.now() - arrived;
    start += paused;
    asked += paused;
    const learningRate = signal.aborted ? undefined : control?.takeLearningRate();
    if (learningRate !== undefined) await events.onLearningRate({ step: step + 1, learningRate });
  }

  async function evaluateIfDue(): Promise<void> {
    const isDue = step > 0 && (step % plan.evaluateEvery === 0 || step >= steps);
    if (!isDue || signal.aborted || evaluations.at(-1)?.step === step) return;
    const place = { step, learningRate: learningRateAt(step) };
    checkWeights(model, place);
    const predictions = await faces.predict(signal).catch((error) => {
      if (!signal.aborted) throw divergenceOf(error, place);
    });
    if (!predictions) return;
    const { count: _, ...metrics } = measure(predictions, ageLoss);
    const seconds = (performance.now() - start) / 1000;
    const report = { step, epoch: Math.ceil(step / stepsPerEpoch), seconds, ...metrics };
    evaluations.push(report);
    await events.onEvaluation(report, predictions, bestEvaluation(evaluations, ageWeight) === report);
  }
}

/** Whether nothing is left to do: the last step is made and evaluated, or validation has got no better for long enough. */
export function isOver(
  { steps, patience, ageWeight }: TrainingPlan,
  step: number,
  evaluations: readonly EvaluationReport[],
): boolean {
  return (step >= steps && evaluations.at(-1)?.step === step) || hasStalled(evaluations, patience, ageWeight);
}
