/**
 * Measures reading and cleaning the metadata of a data set of IMDB's size, 460,723 records in a .mat file: the workbook (mat-for-js
 * and arquero) and SciPy with pandas.
 *
 * `npm run bench:metadata` makes SciPy's environment and the files in var/bench (a minute, the first time), prints a table and
 * writes var/bench/metadata.json. Options: `--rounds 5`, `--compressed` or `--plain` for one of the two forms of the file only,
 * `--file wiki.mat` for another file. The contenders take turns, and each round is a process of its own, which prints as JSON
 * the seconds of reading and of cleaning (not those of its start), its largest resident set in bytes by then, and a hash of every
 * value that it read and kept. A figure is the median of the rounds. The hashes must be equal.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { max, median } from "d3-array";
import { writeImdbMetadata } from "./imdb-metadata";
import { pythonOf } from "./python-peers";

const FOLDER = path.join("var", "bench");
const HERE = path.join("test", "bench");

/** What a contender prints. */
interface Round {
  /** Seconds. */
  reading: number;
  cleaning: number;
  /** Bytes. */
  memory: number;
  records: number;
  faces: number;
  digest: string;
}

interface Result {
  file: string;
  contender: string;
  /** Medians, in seconds. */
  reading: number;
  cleaning: number;
  total: number;
  /** The most of all rounds, in bytes. */
  memory: number;
}

interface Contender {
  name: string;
  command: string[];
  rounds: Round[];
}

function measure(file: string, rounds: number): Result[] {
  const commands = [
    { name: "workbook", command: [process.execPath, "--import", "tsx", path.join(HERE, "metadata-reader.ts"), file] },
    { name: "scipy and pandas", command: [pythonOf("scipy", FOLDER), path.join(HERE, "metadata_peer.py"), file] },
  ];
  const contenders = commands.map((contender): Contender => ({ ...contender, rounds: [] }));
  for (let round = 0; round < rounds; round++) {
    for (const { command, rounds } of contenders) rounds.push(run(command));
  }
  const all = contenders.flatMap(({ rounds }) => rounds);
  const [first] = all;
  if (all.some(({ digest }) => digest !== first?.digest))
    throw new Error(`${file}: the contenders read different values.`);
  console.log(`\n${file}: ${first?.records} records, ${first?.faces} kept, all values the same on both sides`);
  return contenders.map(({ name, rounds }) => ({
    file,
    contender: name,
    reading: median(rounds, ({ reading }) => reading) ?? Number.NaN,
    cleaning: median(rounds, ({ cleaning }) => cleaning) ?? Number.NaN,
    total: median(rounds, ({ reading, cleaning }) => reading + cleaning) ?? Number.NaN,
    memory: max(rounds, ({ memory }) => memory) ?? Number.NaN,
  }));
}

function run([program = "", ...rest]: readonly string[]): Round {
  return JSON.parse(execFileSync(program, rest, { encoding: "utf8" }));
}

function printTable(results: readonly Result[]): void {
  const own = results.find(({ contender }) => contender === "workbook");
  console.log(
    `${"".padEnd(20)}${["reading", "cleaning", "both", "memory"].map((title) => title.padStart(12)).join("")}`,
  );
  for (const { contender, reading, cleaning, total, memory } of results) {
    const cells = [
      ...[reading, cleaning, total].map((seconds) => `${seconds.toFixed(2)} s`),
      `${(memory / 1e6).toFixed(0)} MB`,
    ];
    const ratio = contender === "workbook" ? "" : `   ${(total / (own?.total ?? Number.NaN)).toFixed(2)} times as long`;
    console.log(`${contender.padEnd(20)}${cells.map((cell) => cell.padStart(12)).join("")}${ratio}`);
  }
}

function imdbFile(form: "compressed" | "plain"): string {
  const file = path.join(FOLDER, `imdb-${form}.mat`);
  if (!existsSync(file)) {
    console.error(`Writing ${file} …`);
    writeImdbMetadata(file, { compressed: form === "compressed" });
  }
  return file;
}

function main(): void {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string", default: "5" },
      compressed: { type: "boolean", default: false },
      plain: { type: "boolean", default: false },
      file: { type: "string" },
    },
  });
  mkdirSync(FOLDER, { recursive: true });
  const forms = (["compressed", "plain"] as const).filter((form) => values[form] || values.compressed === values.plain);
  const files = values.file === undefined ? forms.map(imdbFile) : [values.file];
  console.log(`${cpus()[0]?.model ?? "an unknown processor"}, ${cpus().length} cores, Node ${process.version}`);
  const results: Result[] = [];
  for (const file of files) {
    const measured = measure(file, Number(values.rounds));
    printTable(measured);
    results.push(...measured);
  }
  writeFileSync(path.join(FOLDER, "metadata.json"), `${JSON.stringify(results, undefined, 2)}\n`);
}

main();
