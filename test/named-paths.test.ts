import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("no file of the project that is not there is named in prose, docstrings or imports", () => {
  const places = ["*.md", "*.gpu", "lib", "notebooks/*.ipynb", "package.json", ".ci"];
  const tracked = execFileSync("git", ["ls-files", ...places], { encoding: "utf8" })
    .split("\n")
    .filter(existsSync);
  expect(tracked.length).toBeGreaterThan(300);
  const missing = tracked.flatMap((file) => {
    const named = readFileSync(file, "utf8").match(/(?<![\w./-])(lib|test|notebooks)\/[\w./-]*\w/g) ?? [];
    const isThere = (name: string) => ["", ".ts", ".mjs", ".test.ts"].some((ending) => existsSync(name + ending));
    return named.filter((name) => !isThere(name)).map((name) => `${name} in ${file}`);
  });
  expect(missing).toEqual([]);
});

test("README's figures of how long the files to begin with are", () => {
  const rows = Array.from(readFileSync("README.md", "utf8").matchAll(/^\| \[`.*`\]\((lib.*)\) \| (\d+) \|/gm));
  expect(rows.length).toBeGreaterThan(8);
  for (const [, file = "", lines] of rows) {
    const { length } = readFileSync(file, "utf8").trimEnd().split("\n");
    expect(Math.abs(length - Number(lines)), `${file}: ${length} lines`).toBeLessThan(15);
  }
});
