import { existsSync, readFileSync } from "node:fs";

/**
 * The largest resident set of this process so far, in bytes. On Linux, what `process.resourceUsage` tells begins with that of
 * the process that started this one; the kernel's own figure does not.
 */
export function peakMemory(): number {
  const status = "/proc/self/status";
  const kilobytes = existsSync(status) ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, "utf8"))?.[1] : undefined;
  return 1024 * Number(kilobytes ?? process.resourceUsage().maxRSS);
}
