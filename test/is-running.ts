import { readFileSync } from "node:fs";

/** Whether there is a process of this number; one that has ended but that nothing has waited for is not running. */
export function isRunning(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
