import { type ChildProcess, fork } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { readRuns } from "../../lib/training/results/read-runs";
import { scratchFolder } from "../scratch-folder";
import type { KilledTraining } from "./killed-training";

const KILLS = 30;
const runsFolder = scratchFolder();

const start = () =>
  fork(path.join(__dirname, "killed-training.ts"), { execArgv: ["--require", "tsx/cjs"], silent: true });
let next = start(); // it loads while the one before it trains
afterAll(() => {
  next.kill("SIGKILL");
});

/** Trains a run to its end, or interrupts it, and kills it after that. What it says. */
async function run(training: KilledTraining, interrupt?: (child: ChildProcess) => Promise<void>): Promise<string> {
  const child = next;
  next = start();
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
  const closed = new Promise((resolve) => child.once("close", resolve));
  child.send({ runsFolder, ...training });
  await interrupt?.(child).finally(() => child.kill("SIGKILL"));
  await closed;
  return output;
}

/** Waits until a run has taken a checkpoint more, and then until it is in a step, an evaluation, a checkpoint's writing. */
async function trainFurther(child: ChildProcess, name: string): Promise<void> {
  const before = stepOf(name);
  while (stepOf(name) === before) {
    if (child.exitCode !== null) throw new Error(`it ended by itself, after step ${before}`);
    await sleep(2);
  }
  await someTime();
}

const someTime = () => sleep(60 * Math.random());

/** How a run stands, as others see it. */
async function stateOf(name: string): Promise<unknown> {
  const runs = await readRuns({ runsFolder });
  return runs.array("state")[runs.array("run").indexOf(name)];
}

function newestCheckpoint(name: string): string {
  const folder = path.join(runsFolder, name, "checkpoints");
  return path.join(
    folder,
    readdirSync(folder)
      .filter((entry) => entry.startsWith("step-"))
      .sort()
      .at(-1) ?? "",
  );
}

/** 0 before it has taken one. */
function stepOf(name: string): number {
  if (!existsSync(path.join(runsFolder, name, "checkpoints"))) return 0;
  return Number(/\d+$/.exec(newestCheckpoint(name))?.[0] ?? 0);
}

/** The digests of a checkpoint's files, weights and the optimizer's state among them. */
function digests(checkpoint: string): Record<string, string> {
  const digest = (file: string) =>
    createHash("sha256")
      .update(readFileSync(path.join(checkpoint, file)))
      .digest("hex");
  return Object.fromEntries(readdirSync(checkpoint).map((file) => [file, digest(file)]));
}

test(`killed ${KILLS} times at random, paused before that every other time, it always goes on from a whole checkpoint, and ends bit for bit as if it had not been`, async () => {
  for (let kill = 0; kill < KILLS; kill++) {
    const output = await run({ run: "killed", steps: 10_000, checkpointEvery: 1 }, async (child) => {
      await trainFurther(child, "killed");
      if (kill % 2 === 0) return;
      child.kill("SIGSTOP"); // as Ctrl-Z does
      expect(await stateOf("killed")).toBe("running");
      await someTime();
      if (kill % 4 === 1) return; // killed while it is paused
      child.kill("SIGCONT");
      await trainFurther(child, "killed");
    });
    expect(output).not.toMatch(/damaged|Error/);
    expect(await stateOf("killed")).toBe("interrupted");
  }
  const steps = stepOf("killed") + 3;
  expect(await run({ run: "killed", steps })).not.toMatch(/damaged|Error/);
  await run({ run: "whole", steps });
  expect([await stateOf("killed"), await stateOf("whole")]).toEqual(["finished", "finished"]);
  expect(digests(newestCheckpoint("killed"))).toEqual(digests(newestCheckpoint("whole")));
  const losses = (name: string) =>
    readFileSync(path.join(runsFolder, name, "steps.csv"), "utf8").replace(/,[^,]*$/gm, "");
  expect(losses("killed")).toBe(losses("whole"));
}, 600_000);
