import { statfsSync } from "node:fs";
import path from "node:path";

/**
 * Checks that a disk has room before it is filled.
 *
 * @param file - one that will be written, in a folder that exists
 * @param bytes - how many more bytes will be written there
 * @throws Error, naming the folder, when the disk has less free
 */
export function checkRoom(file: string, bytes: number): void {
  const folder = path.dirname(file);
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free < bytes) {
    throw new Error(
      `The disk of ${folder} has ${gigabytes(free)} free, and ${gigabytes(bytes)} are needed: free some, or choose a ` +
        "folder on another disk.",
    );
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
