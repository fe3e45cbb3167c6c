import { statSync } from "node:fs";

/** Differs after every change of a file; empty for one that is not there. */
export function versionOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? "" : `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
}
