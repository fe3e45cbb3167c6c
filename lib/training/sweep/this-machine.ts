import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { RunPlace } from "./run-place";

/**
 * This machine, on which each run is a process of its own. It is told to stop by SIGINT, once.
 *
 * @param command - the train program, to which its arguments are added
 */
export function thisMachine([program, ...first]: readonly [string, ...string[]]): RunPlace {
  return {
    capacity: 1,
    execute: (_, programArguments, onLine, signal) =>
      new Promise((resolve, reject) => {
        const child = spawn(program, [...first, ...programArguments], {
          stdio: ["ignore", "pipe", "pipe"],
          detached: true, // a terminal sends Ctrl-C to the whole group: the run would get it twice, and end at once
        });
        for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", onLine);
        const interrupt = () => child.kill("SIGINT");
        signal.addEventListener("abort", interrupt);
        if (signal.aborted) interrupt();
        child.on("error", reject);
        child.on("close", (status, killedBy) => {
          signal.removeEventListener("abort", interrupt);
          resolve(status === null ? { status: undefined, reason: `It was ended by ${killedBy}.` } : { status });
        });
      }),
  };
}
