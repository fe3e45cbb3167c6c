import path from "node:path";
import type { FaceSplit } from "../../images/face-split";
import { EVALUATION_COLUMNS, STEP_COLUMNS } from "../../training/history/report";
import { readRuns } from "../../training/results/read-runs";
import { runsOnFaces } from "../../training/results/runs-on-faces";
import { EVALUATIONS_FILE, STEPS_FILE } from "../../training/run/run-log";
import { readRows } from "../../training/run/table-file";
import { TrainingState } from "../training-view/training-state";

/** More curves over each other could not be told apart. */
const MOST = 6;

/** A run, and its curves. */
export interface EarlierRun {
  run: string;
  state: TrainingState;
}

/**
 * The newest runs on the same faces that have made steps and have not failed, to be drawn behind a training: a step of theirs stands where that has
 * seen as many faces.
 *
 * @param batchSize - that of the training
 * @param without - the name of a run that is left out
 */
export async function earlierRuns(
  faces: { train: FaceSplit; val: FaceSplit },
  { runsFolder, batchSize, without }: { runsFolder: string; batchSize: number; without?: string | undefined },
): Promise<EarlierRun[]> {
  const runs = await runsOnFaces(await readRuns({ runsFolder, onMessage: () => {} }), faces);
  const isShown = (row: number) => {
    const hasCurves = runs.get("steps_done", row) > 0 && runs.get("state", row) !== "failed"; // what diverged is off the scale
    return hasCurves && runs.get("run", row) !== without;
  };
  const rows = Array.from({ length: runs.numRows() }, (_, row) => row).filter(isShown);
  return rows.slice(-MOST).map((row) => {
    const run = String(runs.get("run", row));
    const scale = runs.get("batchSize", row) / batchSize;
    const read = <Column extends string>(file: string, columns: readonly Column[]) =>
      readRows(path.join(runsFolder, run, file), columns);
    const place = <Row extends { step: number }>(measured: Row) => ({ ...measured, step: measured.step * scale });
    const state = new TrainingState();
    const steps = read(STEPS_FILE, STEP_COLUMNS).map((report) => ({ ...place(report), steps: 0, mode: "" }));
    state.resume(steps, read(EVALUATIONS_FILE, EVALUATION_COLUMNS).map(place));
    return { run, state };
  });
}
