import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import type { RunExit, RunPlace } from "../run-place";
import { takeInRun } from "./take-in-run";

/** A Ray cluster that is connected to. */
export interface RayCluster extends RunPlace {
  /** Leaves the cluster, once no run is executed. */
  close(): Promise<void>;
}

/** Where the cluster is, and what it takes to get there. */
export interface RayOptions {
  /** `HOST:PORT` or `auto` on one of the cluster's machines, `ray://HOST:PORT` on another. */
  address: string;
  /** A Python that has Ray. */
  python: string;
  /** The project's folder, here and on the cluster's machines: an absolute path. */
  root: string;
  /** Where the runs' folders are, here and on the cluster's machines: an absolute path. */
  runsFolder: string;
}

/** What ray_tasks.py says, a JSON object a line, see there. */
type RayMessage = { machines: number } | { error: string } | { run: string; line: string } | RayExit;

/** That a run's program ended: there is no status where it did not end by itself, but a reason. */
interface RayExit {
  run: string;
  status: number | null;
  reason: string | null;
  archive: string | null;
}

/** Who waits for a run. */
interface Watch {
  onLine: (line: string) => void;
  onExit: (exit: RunExit) => void;
}

/**
 * Connects to a Ray cluster, on which a run is a task: it executes the train program in the checkout of the project that a
 * machine has under the same path as this one. One run at once for each machine suits it.
 *
 * The folder of a finished run comes back from machines that do not share the disk with this one, without its checkpoints.
 * What was stopped or failed stays there.
 *
 * @throws Error when there is no cluster at the address, or none that this machine's Ray can join
 * @example
 * const place = await rayCluster({ address: "auto", python: "var/ray/bin/python", root, runsFolder: path.join(root, "var/runs") });
 * await sweep({ runs, place, runsFolder: path.join(root, "var/runs") });
 * await place.close();
 */
export async function rayCluster({ address, python, root, runsFolder }: RayOptions): Promise<RayCluster> {
  await mkdir(runsFolder, { recursive: true });
  const program = path.join(__dirname, "ray_tasks.py");
  const tasks = spawn(python, [program, address, root, process.execPath, runsFolder], {
    stdio: "pipe",
    detached: true, // Ctrl-C is to reach the runs, through it, and not it
  });
  const complaints: string[] = [];
  createInterface({ input: tasks.stderr }).on("line", (line) => complaints.push(line));
  tasks.stdin.on("error", () => {}); // it has ended, which those that wait are told below

  const watches = new Map<string, Watch>();
  const closed = once(tasks, "close").then(() => {
    const said = complaints.slice(-3).join(" ") || "it said nothing";
    const reason = `The program that keeps in touch with the Ray cluster at ${address} has ended: ${said}`;
    for (const { onExit } of watches.values()) onExit({ status: undefined, reason });
    return reason;
  });
  const machines = await new Promise<number>((resolve, reject) => {
    closed.then((reason) => reject(new Error(reason)), reject);
    createInterface({ input: tasks.stdout }).on("line", (text) => {
      const message: RayMessage = JSON.parse(text);
      if ("machines" in message) resolve(message.machines);
      else if ("error" in message) reject(new Error(message.error));
      else if ("line" in message) watches.get(message.run)?.onLine(message.line);
      else exitOf(message, runsFolder).then((exit) => watches.get(message.run)?.onExit(exit));
    });
  });

  const tell = (message: object) => tasks.stdin.write(`${JSON.stringify(message)}\n`);
  return {
    capacity: Math.max(1, machines),
    async execute(run, programArguments, onLine, signal) {
      const stop = () => tell({ stop: true });
      signal.addEventListener("abort", stop);
      try {
        return await new Promise<RunExit>((onExit) => {
          watches.set(run, { onLine, onExit });
          tell({ run, arguments: programArguments });
          if (signal.aborted) stop();
        });
      } finally {
        watches.delete(run);
        signal.removeEventListener("abort", stop);
      }
    },
    async close() {
      tasks.stdin.end();
      await closed;
    },
  };
}

/** How a run ended, once its folder is in its place. */
async function exitOf({ run, status, reason, archive }: RayExit, runsFolder: string): Promise<RunExit> {
  if (status === null) return { status: undefined, reason: reason ?? "It did not end by itself." };
  try {
    if (archive !== null) await takeInRun(archive, runsFolder, run);
    return { status };
  } catch (error) {
    return { status: undefined, reason: error instanceof Error ? error.message : String(error) };
  }
}
