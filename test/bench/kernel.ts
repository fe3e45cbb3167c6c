/**
 * Measures how long a cell's imports take, in milliseconds: those of all notebooks, each in its order in a kernel of its own, first
 * in one that has been idle for four seconds, as while a reader reads, then in one that is asked at once. Beside it, `import keras`
 * in ipykernel, with Keras on the same TensorFlow.
 *
 * `npm run bench:kernel` makes Keras's environment in var/bench (the first time), prints a table and writes
 * var/bench/kernel.json. Options: `--rounds 5`, `--idle 4` (seconds). A figure is the median of the rounds.
 */
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { max, median } from "d3-array";
import { codeCells, notebookNames, readNotebook } from "../../lib/notebook/reports/notebook-file";
import { startKernel } from "../kernel/jupyter-client";
import { pythonOf } from "./python-peers";

const FOLDER = path.join("var", "bench");
/** Imports of one line or several, of values that a cell goes on to use. */
const IMPORT = /^import\s[^;]*?from\s+"[^"]+";?$/gm;

interface Subject {
  name: string;
  /** The imports of each cell that has some. */
  cells: readonly string[];
  start: Parameters<typeof startKernel>[0];
}

interface Times {
  /** From a kernel's start to its first answer. */
  start: number;
  /** Of each cell, run for the first time. */
  first: number[];
  /** The same once more. */
  again: number[];
}

function notebooks(): Subject[] {
  return notebookNames("notebooks").map((name) => {
    const file = path.resolve("notebooks", `${name}.ipynb`);
    const cells = codeCells(readNotebook(file)).map((code) => Array.from(code.matchAll(IMPORT), ([text]) => text));
    const notEmpty = cells.filter((imports) => imports.length > 0).map((imports) => imports.join("\n"));
    return { name, cells: notEmpty, start: { notebook: file } };
  });
}

function keras(): Subject {
  const python = path.resolve(pythonOf("keras", FOLDER));
  return {
    name: "ipykernel, import keras",
    cells: ["import keras"],
    start: { command: [python, "-m", "ipykernel_launcher", "-f"] },
  };
}

/** @param idle - seconds that the kernel has for itself before it is asked */
async function measure({ cells, start }: Subject, idle: number): Promise<Times> {
  const before = performance.now();
  const kernel = await startKernel(start);
  const times: Times = { start: performance.now() - before, first: [], again: [] };
  await setTimeout(1000 * idle);
  for (const run of [times.first, times.again]) {
    for (const code of cells) {
      const sent = performance.now();
      const { status, outputs } = await kernel.execute(code);
      run.push(performance.now() - sent);
      if (status !== "ok") throw new Error(`${code} failed: ${JSON.stringify(outputs)}`);
    }
  }
  kernel.process.kill("SIGKILL"); // TensorFlow's Python does not always end when it is asked to
  await once(kernel.process, "exit");
  await kernel.shutdown();
  return times;
}

/** The medians of the rounds, cell by cell. */
function medians(rounds: readonly Times[]): Times {
  const of = (run: "first" | "again") =>
    (rounds[0]?.[run] ?? []).map((_, cell) => median(rounds, (times) => times[run][cell]) ?? Number.NaN);
  return { start: median(rounds, (times) => times.start) ?? Number.NaN, first: of("first"), again: of("again") };
}

function row(name: string, atOnce: Times, idle: Times): string {
  const [first, ...further] = idle.first;
  const cells = [
    idle.start,
    atOnce.first[0],
    first,
    median(further),
    max(further),
    median(idle.again),
    max(idle.again),
  ];
  return name.padEnd(24) + cells.map((time) => (time === undefined ? "" : time.toFixed(0)).padStart(10)).join("");
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { rounds: { type: "string", default: "5" }, idle: { type: "string", default: "4" } },
  });
  mkdirSync(FOLDER, { recursive: true });
  const subjects = [...notebooks(), keras()];
  const measured = subjects.map(() => ({ atOnce: [] as Times[], idle: [] as Times[] }));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [index, subject] of subjects.entries()) {
      measured[index]?.atOnce.push(await measure(subject, 0));
      measured[index]?.idle.push(await measure(subject, Number(values.idle)));
    }
  }
  const results = measured.map(({ atOnce, idle }, index) => {
    return { name: subjects[index]?.name ?? "", atOnce: medians(atOnce), idle: medians(idle) };
  });
  writeFileSync(path.join(FOLDER, "kernel.json"), `${JSON.stringify(results, undefined, 2)}\n`);
  console.log(`\n${cpus()[0]?.model ?? "an unknown processor"}, ${availableParallelism()} cores; milliseconds\n`);
  const heads = ["start", "at once", "idle", "further", "most", "again", "most"];
  console.log(" ".repeat(24) + heads.map((head) => head.padStart(10)).join(""));
  for (const { name, atOnce, idle } of results) console.log(row(name, atOnce, idle));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
