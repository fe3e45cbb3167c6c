import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { findPython } from "../../../lib/set-up/machine/find-python.mjs";

let programs: string;

beforeEach(() => {
  programs = mkdtempSync(path.join(tmpdir(), "find-python-"));
  vi.stubEnv("PATH", programs);
});
afterEach(() => vi.unstubAllEnvs());

/** A Python that answers the question about itself with its path, version and whether it has venv. */
function pretendPython(name: string, version: [number, number], hasVenv: boolean): string {
  const file = path.join(programs, name);
  const answer = [file, ...version, hasVenv ? "True" : "False"].join("\\n");
  writeFileSync(file, `#!/bin/sh\nprintf '${answer}\\n'\n`);
  chmodSync(file, 0o755);
  return file;
}

test("the first that is new enough and has venv is taken", () => {
  pretendPython("python3", [3, 9], true);
  pretendPython("python3.13", [3, 13], false);
  const usable = pretendPython("python3.11", [3, 11], true);
  pretendPython("python3.10", [3, 10], true);
  expect(findPython()).toBe(usable);
});

test("a Python without venv names Debian's package", () => {
  const file = pretendPython("python3", [3, 11], false);
  expect(findPython).toThrow(
    `Python 3.11 (${file}) has no venv module: install it with \`apt-get install python3-venv\``,
  );
});

test("no Python, or only an old one, says what to install", () => {
  expect(findPython).toThrow("Python 3.10 or newer is missing: install it with `apt-get install python3 python3-venv`");
  const old = pretendPython("python3", [3, 9], true);
  expect(findPython).toThrow(`Python 3.10 or newer is missing (${old} is 3.9)`);
});
