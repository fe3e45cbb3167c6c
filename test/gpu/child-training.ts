import { spawnSync } from "node:child_process";
import path from "node:path";
import type { Precision } from "../../lib/engine/device/precision";
import type { LossesReport } from "./losses";
import { LOG_PLACEMENTS, type Placement, placementsIn } from "./placements";

/** A short training of the reference's network, the same each time. */
export interface ChildTraining {
  precision: Precision;
  /** The images' sides in pixels. */
  size: number;
  batch: number;
  steps: number;
}

/**
 * Trains in a process of its own.
 *
 * @param environment - what differs from this process's
 * @throws with what the process printed, if it fails
 */
export function lossesOf(training: ChildTraining, environment: NodeJS.ProcessEnv = {}): LossesReport {
  return JSON.parse(run(training, environment).stdout);
}

/** The operations of such a training's steps, and where each ran. */
export function placementsOf(training: ChildTraining): Placement[] {
  return placementsIn(run(training, LOG_PLACEMENTS).stderr);
}

function run({ precision, size, batch, steps }: ChildTraining, environment: NodeJS.ProcessEnv) {
  const program = path.join("test", "gpu", "losses.ts");
  const command = ["--import", "tsx", program, precision, `${size}`, `${batch}`, `${steps}`];
  const env = { ...process.env, ...environment };
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, command, {
    env,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`${command.join(" ")} ended with ${signal ?? status}:\n${stderr.slice(-4000)}`);
  return { stdout, stderr };
}
