/** Running other programs: none of them outlives set-up, and what they print goes to a log. */
import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const watchdog = fileURLToPath(new URL("watchdog.mjs", import.meta.url));

/**
 * Starts a command that ends when this program does, however it ends.
 *
 * @param {string[]} command the program and its arguments
 * @param {object} options
 * @param {string} options.cwd
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {"pipe" | "inherit"} options.output
 * @param {number} [options.patience] how long, in milliseconds, it may take to end before it is killed
 */
export function start(command, { cwd, env = process.env, output, patience = 0 }) {
  return spawn(process.execPath, [watchdog, String(patience), ...command], {
    cwd,
    env,
    stdio: ["pipe", output, output],
    detached: true, // Ctrl-C, and what kills this program's whole group, is to reach only this program; the watchdog sees it end
  });
}

/**
 * @typedef {object} Finished
 * @property {number} status its exit status; 127 where there is no such program
 * @property {string[]} lines the last 200 lines of what it printed, but for empty ones
 */

/**
 * Runs a command to its end.
 *
 * @param {string[]} command the program and its arguments
 * @param {object} options
 * @param {string} options.cwd
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {string} options.log the file that gets all of its output
 * @param {(line: string) => void} [options.onLine]
 * @returns {Promise<Finished>}
 */
export async function run(command, { cwd, env, log, onLine }) {
  mkdirSync(dirname(log), { recursive: true });
  const file = createWriteStream(log).on("error", () => {}); // a full disk is reported by what fills it
  const child = start(command, { cwd, env, output: "pipe" });
  /** @type {string[]} */
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on("line", (line) => {
      file.write(`${line}\n`);
      if (line.trim() === "") return;
      if (lines.push(line) > 200) lines.shift();
      onLine?.(line);
    });
  }
  const status = await new Promise((resolve) => child.on("close", resolve));
  await new Promise((resolve) => file.end(resolve));
  return { status, lines };
}
