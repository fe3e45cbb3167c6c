import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { notebookNames, readCells } from "./cells";

const folder = path.resolve("var", `notebook-types-${process.pid}`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the notebooks' cells type-check under the project's strict settings", () => {
  expect(notebookNames.length).toBeGreaterThan(0);
  mkdirSync(folder, { recursive: true });
  for (const name of notebookNames) {
    const code = readCells(name)
      .filter((cell) => cell.cell_type === "code")
      .map((cell) => cell.source);
    // Each cell's last expression is its result: unused values and unused declarations are what a notebook shows.
    writeFileSync(path.join(folder, `${name}.ts`), `${code.join("\n;\n")}\nexport {};\n`);
  }
  const settings = {
    extends: "../../tsconfig.json",
    // A cell's "./lib/…" is meant from the project's root, where the kernel runs.
    compilerOptions: { rootDirs: ["../..", "."], noUnusedLocals: false, typeRoots: ["../../node_modules/@types"] },
    include: ["*.ts", "../../lib/**/*.d.ts"],
  };
  writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify(settings));
  expect(typeErrors()).toBe("");
});

function typeErrors(): string {
  try {
    execFileSync(
      process.execPath,
      [path.resolve("node_modules/typescript/bin/tsc"), "-p", folder, "--pretty", "false"],
      { encoding: "utf8" },
    );
    return "";
  } catch (error) {
    return error instanceof Error && "stdout" in error ? String(error.stdout) : String(error);
  }
}
