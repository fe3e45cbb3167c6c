/**
 * `node watchdog.mjs MILLISECONDS COMMAND ARGUMENT…` runs a command that does not outlive the program that started it.
 *
 * That program holds the other end of standard input, which the operating system closes however it ends, be it by SIGKILL.
 * Then the command and all that it started (its process group) is asked to end, and killed that many milliseconds later.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";

const [patience, command, ...commandArguments] = process.argv.slice(2);
const child = spawn(String(command), commandArguments, { detached: true, stdio: ["ignore", "inherit", "inherit"] });
const group = -Number(child.pid);

process.stdin.resume().on("close", () => {
  if (Number(patience) > 0) process.kill(group, "SIGTERM");
  setTimeout(() => process.kill(group, "SIGKILL"), Number(patience));
});
child.on("exit", (status, signal) => process.exit(status ?? 128 + constants.signals[signal ?? "SIGKILL"]));
child.on("error", () => process.exit(127)); // as a shell answers when there is no such command
