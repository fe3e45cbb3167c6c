/** Whether the disks have room for what set-up is about to write. */
import { existsSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { SetUpFailure } from "../process/failure.mjs";

/**
 * @typedef {object} DiskNeed
 * @property {string} folder where something will be written; it need not exist yet
 * @property {number} bytes how much, at most, at any moment of the writing
 */

/**
 * @param {DiskNeed[]} needs
 * @param {(folder: string) => number} freeBytes how much is free on a folder's disk
 * @throws {SetUpFailure} when what goes to one disk needs more than is free there
 */
export function checkDiskSpace(needs, freeBytes = freeBytesAt) {
  /** @type {Map<number, DiskNeed>} */
  const disks = new Map();
  for (const { folder, bytes } of needs) {
    const existing = nearestExisting(folder);
    const { dev } = statSync(existing);
    const disk = disks.get(dev) ?? { folder: existing, bytes: 0 };
    disks.set(dev, { folder: disk.folder, bytes: disk.bytes + bytes });
  }
  for (const { folder, bytes } of disks.values()) {
    const free = freeBytes(folder);
    if (free < bytes)
      throw new SetUpFailure(
        `The disk of ${folder} has ${gigabytes(free)} free and set-up needs ${gigabytes(bytes)} there: ` +
          "free some space, or let the environment variable WORKBOOK_CACHE name a folder on another disk for TensorFlow's library.",
      );
  }
}

/** @param {string} folder */
function freeBytesAt(folder) {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/**
 * @param {string} folder
 * @returns {string} the folder, or the nearest one above it that exists
 */
function nearestExisting(folder) {
  return existsSync(folder) ? folder : nearestExisting(dirname(folder));
}

/** @param {number} bytes */
function gigabytes(bytes) {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
