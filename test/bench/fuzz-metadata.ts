/**
 * Reads damaged .mat files, 21,000 of them, small files that unpack to 4 GB, and one that unpacks to as many records as are read
 * at most. Each must be read, or refused with an Error that begins with the file's name, within 20 seconds and 1.5 GB.
 *
 * `npm run bench:fuzz` takes some minutes and prints what the files were refused for, the slowest and the largest. Options:
 * `--count 21000` in all, `--seed 1`. Sources are the first records of the real files in ../shared, where they are, and of
 * a generated one. They are read in processes of their own, so that one that hangs or runs out of memory is told by its number.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { rollup, sum } from "d3-array";
import { clean } from "../../lib/dataset/clean";
import { readMetadata } from "../../lib/dataset/formats/metadata";
import { matFile } from "../../lib/dataset/synthetic/write-mat";
import { randomStream } from "../../lib/random-stream";
import { firstRecords } from "../dataset/mat/first-records";
import { bomb, manyRecords } from "../dataset/mat/mat-bytes";
import { mutateMat } from "../dataset/mat/mutate-mat";
import { imdbMetadata } from "./imdb-metadata";
import { peakMemory } from "./peak-memory";

const FOLDER = path.join("var", "bench", "fuzz");
const LONGEST = 20; // seconds
const LARGEST = 1.5e9; // bytes
const BATCH = 500; // files a process
const BOMBS = "files that unpack to 4 GB";
const MOST = path.join(FOLDER, "many-records.mat");
const GENERATED = path.join(FOLDER, "generated.mat");

/** What a process says of a file. */
interface Outcome {
  number: number;
  /** Empty when it was read. */
  refusal: string;
  seconds: number;
  /** The process's largest resident set so far, in bytes. */
  memory: number;
}

/** Reads files of one source and prints, for each, its number before it is read, and its outcome after. */
function readFiles(source: string, from: number, to: number, seed: number): void {
  const make = maker(source, seed);
  const file = path.join(FOLDER, `damaged-${process.pid}.mat`);
  for (let number = from; number < to; number++) {
    writeFileSync(file, make(number));
    writeSync(1, `${number}\n`);
    const start = performance.now();
    const refusal = refusalOf(file);
    const seconds = (performance.now() - start) / 1000;
    const outcome: Outcome = { number, refusal, seconds, memory: peakMemory() };
    writeSync(1, `${JSON.stringify(outcome)}\n`);
  }
  rmSync(file);
}

/** What makes the files of a source, by their numbers. */
function maker(source: string, seed: number): (number: number) => Buffer {
  // A bomb's variable says that it has a power of two bytes.
  if (source === BOMBS) return (number) => bomb(2 ** number, 4096);
  if (source === MOST) return () => readFileSync(MOST);
  const variable = firstRecords(source, 100);
  return (number) => mutateMat(variable, randomStream(seed, number));
}

function refusalOf(file: string): string {
  let records: ReturnType<typeof readMetadata>;
  try {
    records = readMetadata(file);
  } catch (error) {
    return error instanceof Error ? error.message.replace(`${file} `, "FILE ") : `no Error: ${error}`;
  }
  try {
    clean(records);
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    if (!message.startsWith("Cleaning leaves none")) return `cannot be cleaned: ${message}`;
  }
  return "";
}

/** Reads files in a process of their own. */
function outcomes(source: string, from: number, to: number, seed: number): Outcome[] {
  const options = ["--source", source, "--from", `${from}`, "--to", `${to}`, "--seed", `${seed}`];
  const args = ["--import", "tsx", path.join("test", "bench", "fuzz-metadata.ts"), ...options];
  const { stdout, stderr, status, signal } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    timeout: 600_000,
    maxBuffer: 2 ** 26,
  });
  const lines = stdout.trim().split("\n");
  if (status !== 0) {
    const last = lines.filter((line) => /^\d+$/.test(line)).at(-1);
    throw new Error(`${source}, seed ${seed}, number ${last}: the process ended with ${signal ?? status}.\n${stderr}`);
  }
  return lines.filter((line) => line.startsWith("{")).map((line): Outcome => JSON.parse(line));
}

/** What is wrong with an outcome, or undefined. */
function fault({ refusal, seconds, memory }: Outcome): string | undefined {
  if (refusal !== "" && !refusal.startsWith("FILE ")) return `the error is "${refusal}"`;
  if (refusal.includes("cannot be read")) return `the error was not foreseen: ${refusal}`;
  if (seconds > LONGEST) return `it took ${seconds.toFixed(1)} s`;
  if (memory > LARGEST) return `it took ${(memory / 1e6).toFixed(0)} MB`;
  return undefined;
}

function fuzz(count: number, seed: number): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(GENERATED, matFile("imdb", imdbMetadata(100, 40)));
  writeFileSync(MOST, manyRecords()); // here, for a process that makes it needs more memory than one that reads it
  const real = ["../shared/faces/faces.mat", "../shared/imdb-wiki/wiki.mat"].filter((file) => existsSync(file));
  const sources = [...real, GENERATED].map((source, _, { length }) => ({ source, files: Math.ceil(count / length) }));
  const all: Outcome[] = [];
  for (const { source, files } of [...sources, { source: BOMBS, files: 32 }, { source: MOST, files: 1 }]) {
    const found: Outcome[] = [];
    for (let from = 0; from < files; from += BATCH) {
      found.push(...outcomes(source, from, Math.min(from + BATCH, files), seed));
      console.error(`${source}: ${found.length} of ${files}`);
    }
    if (found.length !== files) throw new Error(`${source}: ${found.length} outcomes of ${files} files.`);
    for (const outcome of found) {
      const wrong = fault(outcome);
      if (wrong === undefined) continue;
      console.log(`${source}, seed ${seed}, number ${outcome.number}: ${wrong}`);
      process.exitCode = 1;
    }
    const read = found.filter(({ refusal }) => refusal === "").length;
    const slowest = Math.max(...found.map(({ seconds }) => seconds));
    const largest = Math.max(...found.map(({ memory }) => memory));
    console.log(
      `${source}: ${read} of ${files} read, the others refused; the slowest in ${(slowest * 1000).toFixed(0)} ms, ` +
        `${(largest / 1e6).toFixed(0)} MB at most`,
    );
    all.push(...found);
  }
  const kinds = rollup(
    all,
    ({ length }) => length,
    ({ refusal }) => refusal.replace(/\d+/g, "N").slice(0, 90) || "read",
  );
  console.log(`\n${sum(kinds.values())} files:`);
  for (const [kind, files] of [...kinds].sort(([, a], [, b]) => b - a))
    console.log(`${`${files}`.padStart(7)}  ${kind}`);
}

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "21000" },
    seed: { type: "string", default: "1" },
    // of a process of its own
    source: { type: "string" },
    from: { type: "string", default: "0" },
    to: { type: "string", default: "0" },
  },
});
if (values.source === undefined) fuzz(Number(values.count), Number(values.seed));
else readFiles(values.source, Number(values.from), Number(values.to), Number(values.seed));
