import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { run } from "../../../lib/set-up/process/command.mjs";
import { isRunning } from "../../is-running";

const folder = mkdtempSync(path.join(tmpdir(), "command-"));
const log = path.join(folder, "logs/run.log");

test("a command's status and lines are returned, shown on the way and logged", async () => {
  const shown: string[] = [];
  const script = "console.log('one\\n'); console.error('two'); process.exit(3)";
  const { status, lines } = await run([process.execPath, "-e", script], {
    cwd: folder,
    log,
    onLine: (line) => shown.push(line),
  });
  expect(status).toBe(3);
  expect(lines.sort()).toEqual(["one", "two"]);
  expect(shown.sort()).toEqual(["one", "two"]);
  expect(readFileSync(log, "utf8").split("\n").sort()).toEqual(["", "", "one", "two"]);
});

test("a program that is not there is status 127", async () => {
  expect((await run(["no-such-program"], { cwd: folder, log })).status).toBe(127);
});

test("a command does not outlive the program that ran it, even one that was killed", async () => {
  const commandFile = path.resolve("lib/set-up/process/command.mjs");
  const forever = "console.log(process.pid); setInterval(() => {}, 1000)";
  const program = `
    const { run } = await import(${JSON.stringify(commandFile)});
    await run([process.execPath, "-e", ${JSON.stringify(forever)}], { cwd: ".", log: ${JSON.stringify(log)}, onLine: console.log });
  `;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const pid = await new Promise<number>((resolve) => parent.stdout.once("data", (line) => resolve(Number(line))));
  expect(isRunning(pid)).toBe(true);
  parent.kill("SIGKILL");
  await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
});
