import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { interruptible } from "../../interruptible";
import { servingFolderOf } from "../../model/prediction/export-saved-model";
import { runFolder } from "../run/run-folder";
import type { Settings } from "../run/run-name";
import { finishedRun, type RunRecord } from "../run/run-record";
import type { RunPlace } from "./run-place";

/** A run of a sweep. */
export interface SweepRun {
  /** Follows from the settings, see `runName`; the run is found again by it. */
  name: string;
  settings: Settings;
  /** What the train program is told of them: `["--learning-rate=0.0003"]`. */
  arguments: readonly string[];
}

/** What became of a run. */
export interface RunOutcome {
  run: SweepRun;
  /** A run is `waiting` where the sweep was stopped before it began. */
  state: "finished" | "failed" | "stopped" | "waiting";
  /** Whether it was finished before the sweep began. */
  before: boolean;
  /** How long it took this time. */
  seconds: number;
  /** Why it failed: the last lines that it printed, and what the place says. */
  lines: readonly string[];
}

/** What happens in a sweep. */
export type SweepEvent =
  | { kind: "begun"; run: SweepRun }
  | { kind: "printed"; run: SweepRun; line: string }
  | { kind: "ended"; outcome: RunOutcome };

/** Which faces: a fingerprint of each split, see `splitFingerprint`. */
export interface FaceFingerprints {
  train: string;
  val: string;
}

/** What to run, and where. */
export interface SweepOptions {
  runs: readonly SweepRun[];
  place: RunPlace;
  /** Where the runs' folders are. */
  runsFolder: string;
  /** What the train program is told for every run: `["--img-dir=/data/wiki"]`. */
  programArguments?: readonly string[];
  /** The fingerprints of the faces that a run is about, to make sure that a finished one was trained on them. */
  facesOf?: (run: SweepRun) => FaceFingerprints | undefined;
  /** How many runs at once. Default: as many as suit the place. */
  jobs?: number;
  /** Stops the runs that are running in good order, with a checkpoint each, and begins no others. */
  signal?: AbortSignal;
  onEvent?: (event: SweepEvent) => void;
}

/** How many lines of a run that failed are told. */
const keptLines = 10;

/**
 * Executes runs, so many at once, but for those that are finished already and have their model; one that was stopped goes on
 * from its checkpoint. A run that fails does not end the sweep. In a notebook, interrupting the cell stops it like `signal`.
 *
 * @returns what became of each run, in the order in which they were given
 * @throws Error when a name cannot be that of a run, or the runs' folder cannot be made
 * @example
 * const place = thisMachine([process.execPath, "--import", "tsx", "lib/programs/train.ts"]);
 * const outcomes = await sweep({ runs, place, runsFolder: "var/runs", jobs: 2 });
 */
export function sweep({ signal, ...options }: SweepOptions): Promise<RunOutcome[]> {
  return interruptible(signal, (signal) => executeRuns(options, signal), "Stopped before the first run.");
}

async function executeRuns(options: Omit<SweepOptions, "signal">, signal: AbortSignal): Promise<RunOutcome[]> {
  const { runs, place, jobs = place.capacity, onEvent } = options;
  const runsFolder = path.resolve(options.runsFolder);
  for (const { name } of runs) runFolder(runsFolder, name); // throws where it is no name for a run
  await mkdir(runsFolder, { recursive: true });
  const outcomes = new Map<SweepRun, RunOutcome>();
  const queue = runs.values(); // all workers take from it
  async function work(): Promise<void> {
    for (const run of queue) {
      if (signal.aborted) return;
      const outcome = await executeRun(run, { ...options, runsFolder, signal });
      outcomes.set(run, outcome);
      onEvent?.({ kind: "ended", outcome });
    }
  }
  await Promise.all(Array.from({ length: jobs }, work));
  return runs.map((run) => outcomes.get(run) ?? { run, state: "waiting", before: false, seconds: 0, lines: [] });
}

async function executeRun(run: SweepRun, options: SweepOptions & { signal: AbortSignal }): Promise<RunOutcome> {
  const { place, runsFolder, programArguments = [], facesOf, signal, onEvent } = options;
  const folder = runFolder(runsFolder, run.name);
  const modelFolder = path.join(folder, "model");
  const earlier = await finishedRun(folder);
  // The program exports the model after the training, which is finished by then.
  if (earlier !== undefined && existsSync(servingFolderOf(modelFolder))) {
    const isOther = isOfOtherFaces(earlier, facesOf?.(run));
    const lines = isOther
      ? [`It was trained on other faces: choose another folder for the runs, or remove ${folder}.`]
      : [];
    return { run, state: isOther ? "failed" : "finished", before: true, seconds: 0, lines };
  }

  onEvent?.({ kind: "begun", run });
  const start = performance.now();
  const lines: string[] = [];
  const onLine = (line: string) => {
    if (lines.push(line) > keptLines) lines.shift();
    onEvent?.({ kind: "printed", run, line });
  };
  const how = ["--run", run.name, "--resume", "--stop-with-input"];
  const whereTo = ["--runs-dir", runsFolder, "--model-dir", modelFolder];
  const { status, reason } = await place
    .execute(run.name, [...how, ...whereTo, ...programArguments, ...run.arguments], onLine, signal)
    .catch((error: unknown) => ({ status: undefined, reason: error instanceof Error ? error.message : String(error) }));
  if (reason !== undefined) lines.push(reason);
  const seconds = (performance.now() - start) / 1000;
  const finished = status === 0 && (await finishedRun(folder)) !== undefined;
  const state = finished ? "finished" : signal.aborted ? "stopped" : "failed";
  return { run, state, before: false, seconds, lines: state === "failed" ? lines : [] };
}

function isOfOtherFaces({ data }: RunRecord, faces: FaceFingerprints | undefined): boolean {
  return faces !== undefined && (data.train.fingerprint !== faces.train || data.val.fingerprint !== faces.val);
}
