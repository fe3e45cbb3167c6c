import { rm } from "node:fs/promises";
import { interruptible } from "../interruptible";
import { imageSizeOf } from "../model/forward";
import { evaluationTable, stepTable, type TrainingHistory } from "./history/history";
import { planTraining, type TrainingPlan } from "./plan";
import { chooseRunFolder, isVacant, RUNS_FOLDER } from "./run/folder";
import { openRun } from "./run/open-run";
import { withRunLock } from "./run/run-lock";
import type { TrainOptions } from "./train-options";
import { Training } from "./training";
import type { TrainingEnd } from "./training-end";

/**
 * Trains a network: the training faces newly shuffled each epoch, the joint loss of both heads, an evaluation on the
 * validation faces at the end of each epoch and of the training, a checkpoint every 1,500 steps and at the end.
 *
 * Each training is a run, with a folder of its own that holds its parameters, its measurements as CSV and for TensorBoard,
 * the two newest checkpoints, and the model of the evaluation with the lowest validation loss. A run that was stopped or
 * killed can be gone on with: compiled in float32, the weights are then bit for bit those of a run that was not.
 *
 * The event loop runs between steps, so that a notebook's kernel can answer.
 *
 * @returns what was measured on the way, from the run's first step on; up to the stop, if it was stopped
 * @throws when a parameter is out of its range, when there is a run of that name already or it was begun otherwise, and
 *   when loss or weights are no longer numbers: the run's checkpoints are good then, the network is not
 * @example
 * const { evaluations } = await train({ model, train, val, epochs: 3, run: "first" });
 * await train({ model, train, val, epochs: 6, run: "first", resume: true }); // three epochs more
 */
export function train(options: TrainOptions): Promise<TrainingHistory> {
  const message = "Stopped before the training began.";
  return interruptible(options.signal, (signal) => trainRun(options, signal), message);
}

async function trainRun(options: TrainOptions, signal: AbortSignal): Promise<TrainingHistory> {
  const plan = planTraining(options, options, imageSizeOf(options.model));
  const { run, runsFolder = RUNS_FOLDER, resume = false } = options;
  if (resume && run === undefined) throw new Error("to go on with a run, give its name: run");
  const folder = await chooseRunFolder(runsFolder, run);
  return withRunLock(folder, (assertHeld) => trainInFolder(folder, options, { plan, signal, assertHeld }));
}

/** How a run is trained: by which plan, until which signal, and as long as it is this process's. */
interface Work {
  plan: TrainingPlan;
  signal: AbortSignal;
  assertHeld: () => void;
}

async function trainInFolder(folder: string, options: TrainOptions, work: Work): Promise<TrainingHistory> {
  const { onMessage: say = console.log } = options;
  const { run, training } = await open(folder, options, work);
  const { steps, evaluations } = training.log;
  if (run.before !== undefined) options.onResume?.({ steps, evaluations });
  const history = (stopped: boolean): TrainingHistory => ({
    run: run.record.name,
    folder,
    steps: stepTable(steps),
    evaluations: evaluationTable(evaluations),
    stopped,
  });
  if (training.isOver && run.before?.state === "finished") {
    await training.close();
    const message = `The run ${run.record.name} is finished: ${steps.length} steps.`;
    options.onEnd?.({ state: "finished", message });
    say(message);
    return history(false);
  }
  let end: TrainingEnd = { state: "failed", message: "" };
  try {
    end = await training.run(work.signal);
  } catch (error) {
    end.message = error instanceof Error ? error.message : String(error);
    throw error;
  } finally {
    await training.close(end).finally(() => options.onEnd?.(end));
  }
  if (end.message !== "") say(end.message);
  return history(end.state === "stopped");
}

/** Opens a run and its training. Where it cannot begin, nothing is left of a run that was not there. */
async function open(folder: string, options: TrainOptions, { plan, signal, assertHeld }: Work) {
  const isNew = await isVacant(folder);
  try {
    const run = await openRun(folder, { ...options, plan, assertHeld });
    return { run, training: await Training.open(options, plan, run, signal) };
  } catch (error) {
    if (isNew) await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
