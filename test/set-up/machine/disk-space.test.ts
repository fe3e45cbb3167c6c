import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkDiskSpace } from "../../../lib/set-up/machine/disk-space.mjs";

const needs = [
  { folder: join(tmpdir(), "not-yet/there"), bytes: 1.2e9 },
  { folder: tmpdir(), bytes: 0.4e9 },
];

test("what goes to one disk is added up", () => {
  expect(() => checkDiskSpace(needs, () => 1.6e9)).not.toThrow();
  expect(() => checkDiskSpace(needs, () => 1.5e9)).toThrow(
    `The disk of ${tmpdir()} has 1.5 GB free and set-up needs 1.6 GB there`,
  );
});

test("it is the disk's own free space that counts", () => {
  expect(() => checkDiskSpace([{ folder: tmpdir(), bytes: 1 }])).not.toThrow();
  expect(() => checkDiskSpace([{ folder: tmpdir(), bytes: 1e18 }])).toThrow("WORKBOOK_CACHE");
});
