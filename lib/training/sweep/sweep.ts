import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Settings } from "../grid";
import type { RunPlace } from "./run-place";
import { runState } from "./run-state";

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

/** What to run, and where. */
export interface SweepOptions {
  runs: readonly SweepRun[];
  place: RunPlace;
  /** Where the runs' folders are. */
  runsFolder: string;
  /** What the train program is told for every run: `["--img-dir=/data/wiki"]`. */
  programArguments?: readonly string[];
  /** How many runs at once. Default: as many as suit the place. */
  jobs?: number;
  /** Stops the runs that are running in good order, with a checkpoint each, and begins no others. */
  signal?: AbortSignal;
  onEvent?: (event: SweepEvent) => void;
}

/** How many lines of a run that failed are told. */
const keptLines = 10;

/**
 * Executes runs, so many at once, but for those that are finished already; one that was stopped goes on from its checkpoint.
 * A run that fails does not end the sweep.
 *
 * @returns what became of each run, in the order in which they were given
 * @throws Error when the runs' folder cannot be made
 * @example
 * const place = thisMachine([process.execPath, "--import", "tsx", "lib/programs/train.ts"]);
 * const outcomes = await sweep({ runs, place, runsFolder: "var/runs", jobs: 2 });
 */
export async function sweep(options: SweepOptions): Promise<RunOutcome[]> {
  const { runs, place, runsFolder, jobs = place.capacity, signal, onEvent } = options;
  await mkdir(runsFolder, { recursive: true });
  const outcomes = new Map<SweepRun, RunOutcome>();
  const queue = runs.values(); // that all workers take from
  async function work(): Promise<void> {
    for (const run of queue) {
      if (signal?.aborted) return;
      const outcome = await executeRun(run, options);
      outcomes.set(run, outcome);
      onEvent?.({ kind: "ended", outcome });
    }
  }
  await Promise.all(Array.from({ length: jobs }, work));
  return runs.map((run) => outcomes.get(run) ?? { run, state: "waiting", before: false, seconds: 0, lines: [] });
}

async function executeRun(run: SweepRun, options: SweepOptions): Promise<RunOutcome> {
  const { place, signal = new AbortController().signal, onEvent, programArguments = [] } = options;
  const runsFolder = path.resolve(options.runsFolder);
  const folder = path.join(runsFolder, run.name);
  if ((await runState(folder)) === "finished") return { run, state: "finished", before: true, seconds: 0, lines: [] };

  onEvent?.({ kind: "begun", run });
  const start = performance.now();
  const lines: string[] = [];
  const onLine = (line: string) => {
    if (lines.push(line) > keptLines) lines.shift();
    onEvent?.({ kind: "printed", run, line });
  };
  const whereTo = ["--run", run.name, "--resume", "--runs-dir", runsFolder, "--model-dir", path.join(folder, "model")];
  const { status, reason } = await place
    .execute(run.name, [...whereTo, ...programArguments, ...run.arguments], onLine, signal)
    .catch((error: unknown) => ({ status: undefined, reason: error instanceof Error ? error.message : String(error) }));
  if (reason !== undefined) lines.push(reason);
  const seconds = (performance.now() - start) / 1000;
  const finished = status === 0 && (await runState(folder)) === "finished";
  const state = finished ? "finished" : signal.aborted ? "stopped" : "failed";
  return { run, state, before: false, seconds, lines: state === "failed" ? lines : [] };
}
