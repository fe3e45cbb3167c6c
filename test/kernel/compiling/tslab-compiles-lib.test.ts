import { readdirSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { tslab } from "../../../lib/kernel/compiling/tslab";

const converter = tslab.converter.createConverter({ isJS: false, isBrowser: false });
afterAll(() => converter.close());

const notForNotebooks = ["programs/", "kernel/", "set-up/", "page/browser/"];

test("every file of lib that a notebook may import type-checks in the kernel, whose TypeScript is older", {
  timeout: 240_000,
}, () => {
  const files = readdirSync("lib", { recursive: true, encoding: "utf8" })
    .filter((file) => /(?<!\.d)\.ts$/.test(file))
    .filter((file) => !notForNotebooks.some((folder) => file.startsWith(folder)));
  const cell = files.map((file) => `import "./lib/${file.replace(/\.ts$/, "")}";`).join("\n");
  const { diagnostics } = converter.convert("", cell);
  const problems = diagnostics.map(
    ({ fileName, start, messageText }) => `${fileName}:${start.line + 1} ${messageText}`,
  );
  expect(files).not.toEqual([]);
  expect(problems).toEqual([]);
});
