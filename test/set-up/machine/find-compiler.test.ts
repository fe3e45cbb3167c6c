import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { compilerAdvice, findCompiler } from "../../../lib/set-up/machine/find-compiler.mjs";

let programs: string;

beforeEach(() => {
  programs = mkdtempSync(path.join(tmpdir(), "find-compiler-"));
  vi.stubEnv("PATH", programs);
  vi.stubEnv("CXX", undefined);
});
afterEach(() => vi.unstubAllEnvs());

function pretendCompiler(name: string): void {
  writeFileSync(path.join(programs, name), "#!/bin/sh\n");
  chmodSync(path.join(programs, name), 0o755);
}

test("g++ is taken before clang++, and CXX with its arguments before both", () => {
  pretendCompiler("clang++");
  expect(findCompiler()).toEqual(["clang++"]);
  pretendCompiler("g++");
  expect(findCompiler()).toEqual(["g++"]);
  pretendCompiler("ccache");
  vi.stubEnv("CXX", "ccache g++ -m64");
  expect(findCompiler()).toEqual(["ccache", "g++", "-m64"]);
});

test("without a compiler it says how to get one", () => {
  expect(findCompiler).toThrow(`a C++ compiler is missing: ${compilerAdvice}`);
  vi.stubEnv("CXX", "icpx");
  expect(findCompiler).toThrow("the compiler that CXX names, icpx, is missing: unset CXX, or");
});
