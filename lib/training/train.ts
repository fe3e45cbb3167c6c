import { setImmediate } from "node:timers/promises";
import type { tf } from "../engine/tensorflow";
import { type Batch, shuffledBatches } from "../images/batches";
import type { FaceSplit } from "../images/face-split";
import { imageSizeOf } from "../model/forward";
import { type Metrics, measure } from "../model/metrics";
import { predictFaces } from "../model/predict-faces";
import { modelPredictor, type Predictor } from "../model/predictor";
import { saveCheckpoint } from "./checkpoint";
import { type EvaluationReport, type StepReport, type TrainingHistory, trainingHistory } from "./history";
import { createJointStep } from "./joint-step";
import { planTraining, type TrainingParameters, type TrainingPlan } from "./plan";

/** What to train, on what, and who is told. */
export interface TrainOptions extends TrainingParameters {
  /** A network like `sharedCnn`'s; training changes its weights. It stays the caller's. */
  model: tf.LayersModel;
  /** The faces to learn from. */
  train: FaceSplit;
  /** The faces to evaluate on. */
  val: FaceSplit;
  /** Where the newest checkpoint is kept; none is taken without it. */
  checkpointFolder?: string;
  /** Stops the training after the running step, with a checkpoint. */
  signal?: AbortSignal;
  /** Called after each step. */
  onStep?: (report: StepReport) => void;
  /** Called after each evaluation. */
  onEvaluation?: (report: EvaluationReport) => void;
}

/**
 * Trains a network: the training faces newly shuffled each epoch, the joint loss of both heads, an evaluation on the
 * validation faces at the end of each epoch and of the training, a checkpoint every 1,500 steps.
 *
 * The event loop runs between steps, so that a notebook's kernel can answer.
 *
 * @returns what was measured on the way; up to the stop, if it was stopped
 * @throws when a parameter is out of its range, and when the loss is no longer a number: the checkpoint, taken before, is
 *   good then, the network is not
 * @example
 * const { evaluations } = await train({ model, train, val, epochs: 3, onStep: ({ losses }) => console.log(losses.loss) });
 */
export async function train(options: TrainOptions): Promise<TrainingHistory> {
  const { model, val, checkpointFolder, signal } = options;
  const plan = planTraining(options, options, imageSizeOf(model));
  const { learningRate, steps, evaluateEvery, checkpointEvery } = plan;
  const reports: StepReport[] = [];
  const evaluations: EvaluationReport[] = [];
  const jointStep = createJointStep(model, plan);
  const predictor = modelPredictor(model);
  try {
    let start = performance.now();
    for await (const { batch, step, epoch } of batchesOfEpochs(options.train, plan)) {
      if (signal?.aborted) break;
      const losses = jointStep.run(batch, step, { learningRate });
      if (!Number.isFinite(losses.loss)) {
        throw new Error(
          `the loss is ${losses.loss} at step ${step} with learning rate ${learningRate}: try a smaller one`,
        );
      }
      const imagesPerSecond = (batch.size / (performance.now() - start)) * 1000;
      const report = { step, steps, epoch, losses, imagesPerSecond, mode: jointStep.mode };
      reports.push(report);
      options.onStep?.(report);
      await setImmediate();
      if (checkpointFolder && step % checkpointEvery === 0)
        await saveCheckpoint(model, checkpointFolder, { step, epoch });
      if (step % evaluateEvery === 0 || step === steps) {
        const metrics = await evaluate(predictor, val, signal);
        if (metrics === undefined) break;
        evaluations.push({ step, epoch, metrics });
        options.onEvaluation?.({ step, epoch, metrics });
      }
      start = performance.now();
    }
  } finally {
    predictor.dispose();
    jointStep.dispose();
  }
  const last = reports[reports.length - 1];
  if (checkpointFolder && signal?.aborted && last) await saveCheckpoint(model, checkpointFolder, last);
  return trainingHistory(reports, evaluations, reports.length < steps);
}

/** Epoch after epoch of shuffled batches, numbered, up to the plan's last step. */
async function* batchesOfEpochs(
  split: FaceSplit,
  { batchSize, seed, steps }: TrainingPlan,
): AsyncGenerator<{ batch: Batch; step: number; epoch: number }> {
  let step = 0;
  for (let epoch = 1; step < steps; epoch++) {
    for await (const batch of shuffledBatches(split, { batchSize, seed, epoch })) {
      step++;
      yield { batch, step, epoch };
      if (step === steps) return;
    }
  }
}

/** The metrics on a split; nothing if the signal stopped it. */
async function evaluate(predictor: Predictor, split: FaceSplit, signal?: AbortSignal): Promise<Metrics | undefined> {
  try {
    return measure(await predictFaces(predictor, split, { signal }));
  } catch (error) {
    if (signal?.aborted) return undefined;
    throw error;
  }
}
