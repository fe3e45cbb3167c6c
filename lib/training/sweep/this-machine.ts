import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { RunPlace } from "./run-place";

/**
 * This machine, on which each run is a process of its own.
 *
 * @param command - the train program, to which its arguments are added
 */
export function thisMachine([program, ...first]: readonly [string, ...string[]]): RunPlace {
  return {
    capacity: 1,
    execute: (_, programArguments, onLine, signal) =>
      new Promise((resolve, reject) => {
        const child = spawn(program, [...first, ...programArguments], {
          stdio: "pipe",
          detached: true, // a terminal sends Ctrl-C to the whole group: a second one is to end the sweep, not its runs
        });
        for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", onLine);
        const stop = () => child.stdin.end();
        signal.addEventListener("abort", stop);
        if (signal.aborted) stop();
        child.on("error", reject);
        child.on("close", (status, killedBy) => {
          signal.removeEventListener("abort", stop);
          resolve(status === null ? { status: undefined, reason: `It was ended by ${killedBy}.` } : { status });
        });
      }),
  };
}
