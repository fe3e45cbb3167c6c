import { rm } from "node:fs/promises";
import { historyTable, type TrainingHistory } from "../history/history";
import { EVALUATION_COLUMNS, STEP_COLUMNS } from "../history/report";
import type { TrainingEnd } from "../history/training-end";
import type { TrainingPlan } from "../plan";
import { openRun } from "../run/open-run";
import { chooseRunFolder, isVacant, RUNS_FOLDER } from "../run/run-folder";
import { withRunLock } from "../run/run-lock";
import type { TrainOptions } from "../train-options";
import { ResumableTraining } from "./resumable-training";

/**
 * Trains a run under its lock: begins it, or goes on where it was left.
 *
 * @throws see `train`
 */
export async function trainRun(
  options: TrainOptions,
  plan: TrainingPlan,
  signal: AbortSignal,
): Promise<TrainingHistory> {
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
    steps: historyTable(STEP_COLUMNS, steps),
    evaluations: historyTable(EVALUATION_COLUMNS, evaluations),
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
    return { run, training: await ResumableTraining.open(options, plan, run, signal) };
  } catch (error) {
    if (isNew) await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
