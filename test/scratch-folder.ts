import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "vitest";

/** A folder for the files of one test file, removed after its tests. */
export function scratchFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "workbook-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
