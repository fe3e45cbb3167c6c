import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { readRun } from "../../lib/training/run/record";

const KILLS = 30;
const runsFolder = mkdtempSync(path.join(os.tmpdir(), "train-killed-"));
afterAll(() => rmSync(runsFolder, { recursive: true }));

/** Runs killed-training.ts to its end, or kills it when the promise is kept. What it says. */
async function run(name: string, timeToKill?: () => Promise<void>): Promise<string> {
  const args = ["--import", "tsx", path.join(__dirname, "killed-training.ts"), runsFolder, name];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const closed = new Promise((resolve) => child.once("close", resolve));
  void timeToKill?.().then(() => child.kill("SIGKILL"));
  await closed;
  return output;
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

function stepOf(name: string): number {
  try {
    return Number(/\d+$/.exec(newestCheckpoint(name))?.[0]);
  } catch {
    return 0; // it has not taken one yet
  }
}

/** The digests of a checkpoint's files, weights and the optimizer's state among them. */
function digests(checkpoint: string): Record<string, string> {
  const digest = (file: string) =>
    createHash("sha256")
      .update(readFileSync(path.join(checkpoint, file)))
      .digest("hex");
  return Object.fromEntries(readdirSync(checkpoint).map((file) => [file, digest(file)]));
}

test(`killed ${KILLS} times at random, it always goes on from a whole checkpoint, and ends bit for bit as if it had not been`, async () => {
  await run("whole");
  expect((await readRun(path.join(runsFolder, "whole"))).state).toBe("finished");

  for (let kill = 0; kill < KILLS; kill++) {
    const before = stepOf("killed");
    const output = await run("killed", async () => {
      while (stepOf("killed") === before) await sleep(2);
      await sleep(100 * Math.random()); // in a step, an evaluation, a checkpoint's writing
    });
    expect(output).not.toMatch(/damaged|Error/);
  }
  expect((await readRun(path.join(runsFolder, "killed"))).state).toBe("running"); // nobody told it
  expect(await run("killed")).not.toMatch(/damaged|Error/);
  expect(digests(newestCheckpoint("killed"))).toEqual(digests(newestCheckpoint("whole")));
  const losses = (name: string) =>
    readFileSync(path.join(runsFolder, name, "steps.csv"), "utf8").replace(/,[^,]*$/gm, "");
  expect(losses("killed")).toBe(losses("whole"));
}, 300_000);
