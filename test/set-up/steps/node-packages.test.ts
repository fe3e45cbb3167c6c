import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, expect, test } from "vitest";
import { nodePackagesMatch } from "../../../lib/set-up/steps/node-packages.mjs";

const locked = {
  "": { version: "1.0.0" },
  "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
  "node_modules/a/node_modules/b": { version: "2.0.0", integrity: "sha512-b" },
  "node_modules/for-another-platform": { version: "1.0.0", integrity: "sha512-c", optional: true },
};
let root: string;

function write(file: string, packages: Record<string, unknown>): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), JSON.stringify({ packages }));
}

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "node-packages-"));
  write("package-lock.json", locked);
  write("node_modules/a/package.json", {});
  write("node_modules/a/node_modules/b/package.json", {});
  const { "": _root, "node_modules/for-another-platform": _optional, ...installed } = locked;
  write("node_modules/.package-lock.json", installed);
});

test("packages match when npm's record has them all, but for another platform's", () => {
  expect(nodePackagesMatch(root)).toBe(true);
});

test("without npm's record, which it writes last, they do not", () => {
  rmSync(path.join(root, "node_modules/.package-lock.json"));
  expect(nodePackagesMatch(root)).toBe(false);
});

test("nor when a folder is gone", () => {
  rmSync(path.join(root, "node_modules/a/node_modules"), { recursive: true });
  expect(nodePackagesMatch(root)).toBe(false);
});

test("nor when package-lock.json asks for another version or other content", () => {
  write("package-lock.json", { ...locked, "node_modules/a": { version: "1.0.1", integrity: "sha512-a" } });
  expect(nodePackagesMatch(root)).toBe(false);
  write("package-lock.json", { ...locked, "node_modules/a": { version: "1.0.0", integrity: "sha512-d" } });
  expect(nodePackagesMatch(root)).toBe(false);
});
