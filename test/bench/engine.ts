/**
 * Measures training and inference of the reference's network: this engine, tfjs-node-gpu as it comes, Keras 3 on the same
 * TensorFlow, PyTorch; in float32 and bfloat16, with random images that are already in memory.
 *
 * `npm run bench` makes the peers' environments in var/bench (minutes, the first time), prints a table and writes
 * var/bench/engine.json. Options: `--rounds 5 --seconds 3 --cases 64x16,64x64,224x16`. Each contender is a process of its
 * own; those of one precision take turns, round by round, so that what else the machine does meets all alike. A figure is
 * the median of the rounds. (All precisions at once would take 30 GB at 224 px.)
 */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { median } from "d3-array";
import type { Precision } from "../../lib/engine/device/precision";
import { Contender } from "./contender";
import { matrixPeak, trainingOperations } from "./matrix-peak";
import { pythonOf } from "./python-peers";

const TASKS = ["training", "inference"] as const;
const PRECISIONS = ["float32", "bfloat16"] as const;
const FOLDER = path.join("var", "bench");
const HERE = path.join("test", "bench");
const NODE = [process.execPath, "--import", "tsx", path.join(HERE, "node-peer.ts")];

interface Result {
  task: "training" | "inference";
  engine: "workbook" | "tfjs-node-gpu" | "keras" | "pytorch";
  precision: Precision;
  size: number;
  batch: number;
  imagesPerSecond: number;
}

interface Entry {
  engine: Result["engine"];
  precision: Precision;
  command: string[];
}

function entries(precision: Precision): Entry[] {
  const keras = [pythonOf("keras", FOLDER), path.join(HERE, "keras_peer.py")];
  const pytorch = [pythonOf("pytorch", FOLDER), path.join(HERE, "pytorch_peer.py")];
  const entries: Entry[] = [
    { engine: "workbook", precision, command: [...NODE, "workbook", precision] },
    { engine: "keras", precision, command: [...keras, precision] },
    { engine: "pytorch", precision, command: [...pytorch, precision] },
  ];
  if (precision === "float32")
    entries.push({ engine: "tfjs-node-gpu", precision, command: [...NODE, "eager", precision] });
  return entries;
}

/** The medians of all contenders of a precision, at one image size and batch size. */
async function measureCase(
  precision: Precision,
  size: number,
  batch: number,
  rounds: number,
  seconds: number,
): Promise<Result[]> {
  const contenders = entries(precision).map((entry) => ({
    ...entry,
    process: new Contender([...entry.command, `${size}`, `${batch}`]),
  }));
  try {
    for (const { process } of contenders) await process.ready();
    const results: Result[] = [];
    for (const task of TASKS) {
      const speeds = contenders.map((): number[] => []);
      for (let round = 0; round < rounds; round++) {
        for (const [index, { process }] of contenders.entries())
          speeds[index]?.push(await process.measure(`${task} ${seconds}`));
      }
      for (const [index, { engine, precision }] of contenders.entries()) {
        results.push({
          task,
          engine,
          precision,
          size,
          batch,
          imagesPerSecond: median(speeds[index] ?? []) ?? Number.NaN,
        });
      }
    }
    return results;
  } finally {
    for (const { process } of contenders) await process.stop();
  }
}

/** One line for each task, size and batch: images per second, and the workbook's as a multiple of each other's. */
function printTable(results: readonly Result[]): void {
  const columns = results.filter(
    ({ task, size, batch }) => task === "training" && size === results[0]?.size && batch === results[0]?.batch,
  );
  const name = ({ engine, precision }: Result) => `${engine} ${precision === "float32" ? "f32" : "bf16"}`;
  const cell = (text: string) => text.padStart(18);
  console.log(`${"images/s".padEnd(24)}${columns.map((column) => cell(name(column))).join("")}`);
  for (const first of results.filter((result) => name(result) === "workbook f32")) {
    const row = results.filter(
      ({ task, size, batch }) => task === first.task && size === first.size && batch === first.batch,
    );
    const cells = row.map((result) => {
      const own = row.find(({ engine, precision }) => engine === "workbook" && precision === result.precision);
      const ratio =
        result.engine === "workbook" ? "" : ` (x${((own?.imagesPerSecond ?? 0) / result.imagesPerSecond).toFixed(2)})`;
      return cell(`${result.imagesPerSecond.toFixed(1)}${ratio}`);
    });
    console.log(`${`${first.task} ${first.size} px, ${first.batch}`.padEnd(24)}${cells.join("")}`);
  }
  console.log("In brackets: how many times as fast the workbook is in the same precision.");
}

function printPeak(results: readonly Result[]): void {
  for (const precision of PRECISIONS) {
    const peak = matrixPeak(precision);
    const shares = results
      .filter((result) => result.task === "training" && result.engine === "workbook" && result.precision === precision)
      .map(({ size, batch, imagesPerSecond }) => {
        const share = (imagesPerSecond * trainingOperations(size)) / peak;
        return `${(share * 100).toFixed(0)} % at ${size} px, batch ${batch}`;
      });
    console.log(
      `Matrix products in ${precision}: ${(peak / 1e9).toFixed(0)} GFLOP/s; training reaches ${shares.join("; ")}.`,
    );
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string", default: "5" },
      seconds: { type: "string", default: "3" },
      cases: { type: "string", default: "64x16,64x64,224x16" },
    },
  });
  const results: Result[] = [];
  for (const one of values.cases.split(",")) {
    const [size = 64, batch = 16] = one.split("x").map(Number);
    for (const precision of PRECISIONS) {
      results.push(...(await measureCase(precision, size, batch, Number(values.rounds), Number(values.seconds))));
    }
    writeFileSync(path.join(FOLDER, "engine.json"), `${JSON.stringify(results, undefined, 2)}\n`);
  }
  console.log(`\n${cpus()[0]?.model ?? "an unknown processor"}, ${cpus().length} cores\n`);
  printTable(results);
  printPeak(results);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
