import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Settings } from "../../../lib/training/run/run-name";
import { runName } from "../../../lib/training/run/run-name";
import {
  type RunOutcome,
  type SweepEvent,
  type SweepOptions,
  type SweepRun,
  sweep,
} from "../../../lib/training/sweep/sweep";
import { thisMachine } from "../../../lib/training/sweep/this-machine";

let runsFolder: string;
beforeEach(async () => {
  runsFolder = await mkdtemp(path.join(os.tmpdir(), "sweep-"));
});
afterEach(() => rm(runsFolder, { recursive: true }));

const place = thisMachine([process.execPath, path.join(__dirname, "pretend-train.mjs")]);

function sweepOf(runs: SweepRun[], options: Partial<SweepOptions> = {}): Promise<RunOutcome[]> {
  return sweep({ runs, place, runsFolder, ...options });
}

function run(programArguments: string[], settings: Settings): SweepRun {
  return { name: runName(settings), settings, arguments: programArguments };
}

const seeds = (...numbers: number[]) => numbers.map((seed) => run([`--seed=${seed}`], { seed }));
const endless = (...numbers: number[]) =>
  numbers.map((seed) => run([`--seed=${seed}`, "--epochs=1000"], { seed, epochs: 1000 }));
const statesOf = (outcomes: RunOutcome[]) => outcomes.map(({ state }) => state);

/** What the runs' programs noted, in the order of time. */
async function notes(): Promise<string[]> {
  return (await readFile(path.join(runsFolder, "notes"), "utf8")).trimEnd().split("\n");
}

test("each run is a train program of its own, which is told the run, its folders and its settings", async () => {
  const printed: string[] = [];
  const outcomes = await sweepOf(seeds(7), {
    programArguments: ["--img-dir=/faces"],
    onEvent: (event) => event.kind === "printed" && printed.push(event.line),
  });
  expect(outcomes).toMatchObject([{ run: { name: "seed=7" }, state: "finished", before: false, lines: [] }]);
  const modelFolder = path.join(runsFolder, "seed=7", "model");
  expect(printed).toEqual([
    `--run seed=7 --resume --stop-with-input --runs-dir ${runsFolder} --model-dir ${modelFolder} --img-dir=/faces --seed=7`,
  ]);
});

test("finished runs are not run again, new ones are", async () => {
  await sweepOf(seeds(1, 2));
  const outcomes = await sweepOf(seeds(1, 2, 3));
  expect(outcomes.map(({ before }) => before)).toEqual([true, true, false]);
  expect(statesOf(outcomes)).toEqual(["finished", "finished", "finished"]);
  expect((await notes()).filter((note) => note.endsWith("begins"))).toEqual([
    "seed=1 begins",
    "seed=2 begins",
    "seed=3 begins",
  ]);
});

test("a finished run of other faces is not taken for one of these", async () => {
  await sweepOf(seeds(1));
  const facesOf = (fingerprint: string) => () => ({ train: "faces", val: fingerprint });
  expect(await sweepOf(seeds(1), { facesOf: facesOf("faces") })).toMatchObject([{ state: "finished", before: true }]);
  expect(await sweepOf(seeds(1), { facesOf: facesOf("others") })).toMatchObject([
    { state: "failed", lines: [expect.stringContaining("It was trained on other faces")] },
  ]);
  expect(await notes()).toEqual(["seed=1 begins", "seed=1 ends"]);
});

test("a name that cannot be a run's is refused before anything runs", async () => {
  const long = run([], { seed: "1".repeat(200) });
  await expect(sweepOf([...seeds(1), long])).rejects.toThrow("cannot be a run's name");
  await expect(notes()).rejects.toThrow("ENOENT");
});

test("a run that fails does not end the sweep, and is tried again by the next one", async () => {
  const failing = run(["--learning-rate=1"], { learningRate: 1 });
  const outcomes = await sweepOf([failing, ...seeds(1)]);
  expect(statesOf(outcomes)).toEqual(["failed", "finished"]);
  expect(outcomes[0]?.lines.at(-1)).toBe("the loss is NaN at step 3: try a smaller learning rate");
  await sweepOf([failing, ...seeds(1)]);
  expect(await notes()).toEqual(["learningRate=1 begins", "seed=1 begins", "seed=1 ends", "learningRate=1 goes on"]);
});

test("a finished run whose model could not be exported is not done: the next sweep has it exported", async () => {
  const exporting = [run(["--epochs=2"], { epochs: 2 })];
  expect(statesOf(await sweepOf(exporting))).toEqual(["failed"]);
  expect(await sweepOf(exporting)).toMatchObject([{ state: "finished", before: false }]);
  expect(await sweepOf(exporting)).toMatchObject([{ state: "finished", before: true }]);
});

test("a run whose program cannot be started, or says that all is well and is not, has failed", async () => {
  const [missing] = await sweepOf(seeds(1), { place: thisMachine([path.join(runsFolder, "missing")]) });
  expect(missing).toMatchObject({ state: "failed", lines: [expect.stringContaining("ENOENT")] });
  const [idle] = await sweepOf(seeds(1), { place: thisMachine([process.execPath, "--eval", "", "--"]) });
  expect(idle?.state).toBe("failed");
  const killed = thisMachine([process.execPath, "--eval", "process.kill(process.pid, 'SIGKILL')", "--"]);
  expect(await sweepOf(seeds(1), { place: killed })).toMatchObject([
    { state: "failed", lines: ["It was ended by SIGKILL."] },
  ]);
});

test("no more runs at once than there are jobs, and no fewer", async () => {
  let running = 0;
  let most = 0;
  await sweepOf(seeds(1, 2, 3, 4, 5), {
    jobs: 2,
    onEvent: ({ kind }) => {
      if (kind === "begun") most = Math.max(most, ++running);
      if (kind === "ended") running--;
    },
  });
  expect(most).toBe(2);
  expect((await notes()).filter((note) => note.endsWith("ends"))).toHaveLength(5);
});

test("stopped, each running run stops and no other begins; the sweep again goes on", async () => {
  const runs = endless(1, 2, 3);
  const [first, second, third] = runs.map(({ name }) => name);
  expect(statesOf(await stopWhenTraining(runs, 2))).toEqual(["stopped", "stopped", "waiting"]);
  expect((await notes()).sort()).toEqual([`${first} begins`, `${first} stops`, `${second} begins`, `${second} stops`]);

  expect(statesOf(await stopWhenTraining(runs, 3))).toEqual(["stopped", "stopped", "stopped"]);
  const begun = (await notes()).slice(4).filter((note) => /goes on|begins/.test(note));
  expect(begun.sort()).toEqual([`${first} goes on`, `${second} goes on`, `${third} begins`]);
});

/** Begins so many of the runs and stops the sweep when all of them are training. */
function stopWhenTraining(runs: SweepRun[], jobs: number): Promise<RunOutcome[]> {
  const stop = new AbortController();
  const training = new Set<SweepRun>();
  const onEvent = (event: SweepEvent) => {
    if (event.kind === "printed" && event.line === "training") training.add(event.run);
    if (training.size === jobs) stop.abort();
  };
  return sweepOf(runs, { jobs, signal: stop.signal, onEvent });
}
