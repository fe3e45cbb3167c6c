import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { mimeBundle } from "../../../lib/display/display";
import { readingTimes } from "../../../lib/notebook/course/reading-times";

test("a notebook takes a minute for 200 words of prose and for a cell of code; bars and dashes are no words", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "reading-times-"));
  const write = (name: string, cells: object[]) =>
    writeFileSync(path.join(folder, `${name}.ipynb`), JSON.stringify({ cells, metadata: {}, nbformat: 4 }));
  const code = { cell_type: "code", source: ["const words = 'that do not count';"], metadata: {} };
  write("02-b", [{ cell_type: "markdown", source: `${"word ".repeat(599)}äh`, metadata: {} }, code]);
  write("01-a", [
    { cell_type: "markdown", source: ["## One\n", "\n", "| two | three |\n", "| --- | - |"], metadata: {} },
  ]);
  write("03-c", [{ ...code }, { ...code }, { cell_type: "markdown", source: "word ".repeat(12_000), metadata: {} }]);
  const { "text/plain": text } = await mimeBundle(readingTimes(folder));
  rmSync(folder, { recursive: true });
  expect(
    String(text)
      .split("\n")
      .map((line) => line.trim().split(/ {2,}/)),
  ).toEqual([
    ["notebook", "words", "cells of code", "minutes to read"],
    ["01-a", "3", "0", "0"],
    ["02-b", "600", "1", "4"],
    ["03-c", "12,000", "2", "62"],
    ["All of it: 1 h 6 min."],
  ]);
});
