/**
 * Tries the workbook on this machine's NVIDIA GPU: `npm run check:gpu`, after `ENGINE=gpu npm run setup`.
 *
 * For images of 64 and 224 px, in float32 and bfloat16: whether every operation of the training step runs on the GPU, how far
 * the losses of 50 steps are from those of the processor, and training's images a second and memory, beside Keras on the same
 * GPU. It prints a table, writes var/bench/gpu.json, and ends with status 1 if something is not as it should be, also if there
 * is no GPU. Options: `--cases 64x16,224x16 --steps 50 --seconds 3`, and `--without-gpu`, which does it all on the processor,
 * to try this program itself.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { findGpu } from "../../lib/engine/device/gpu";
import type { Precision } from "../../lib/engine/device/precision";
import { lossesOf, placementsOf } from "./child-training";
import { type Speed, speedOf } from "./speed";

const FOLDER = path.join("var", "bench");

/** By how much, relative to the processor's, a loss may differ: TF32 has 10 bits after the point, bfloat16 has 7. */
const TOLERANCES = { float32: 0.02, bfloat16: 0.05 };

interface Result {
  size: number;
  batch: number;
  precision: Precision;
  operations: number;
  /** Operations of the step that ran on the processor, but for those on shapes and seeds. */
  onProcessor: string[];
  /** The largest difference of a loss from the processor's, relative to it. */
  difference: number;
  workbook: Speed;
  keras: Speed;
}

async function check(size: number, batch: number, precision: Precision, options: Options): Promise<Result> {
  const training = { precision, size, batch, steps: options.steps };
  const placements = placementsOf({ ...training, steps: 2 });
  const own = lossesOf(training);
  const processor = lossesOf(training, { CUDA_VISIBLE_DEVICES: "" });
  const differences = own.losses.map((loss, step) => Math.abs(loss / (processor.losses[step] ?? Number.NaN) - 1));
  return {
    ...{ size, batch, precision },
    operations: placements.length,
    onProcessor: placements
      .filter(({ onProcessor, onlyIntegers }) => onProcessor && !onlyIntegers)
      .map(({ op, name }) => `${op} (${name})`),
    difference: Math.max(...differences),
    workbook: await speedOf("workbook", training, options),
    keras: await speedOf(options.onGpu ? "keras-gpu" : "keras", training, options),
  };
}

interface Options {
  steps: number;
  seconds: number;
  onGpu: boolean;
}

/** What is wrong with a result, in sentences. */
function faultsOf({ precision, operations, onProcessor, difference }: Result, { onGpu }: Options): string[] {
  const faults: string[] = [];
  if (operations === 0) faults.push("TensorFlow's log does not tell where operations ran");
  if (onGpu && onProcessor.length > 0) faults.push(`on the processor ran ${onProcessor.join(", ")}`);
  const tolerance = TOLERANCES[precision];
  if (!(difference <= tolerance))
    faults.push(`the losses differ by ${percent(difference)}, more than ${percent(tolerance)}`);
  return faults;
}

function print({ size, batch, precision, operations, onProcessor, difference, workbook, keras }: Result): void {
  const speed = ({ imagesPerSecond, memory }: Speed) =>
    `${imagesPerSecond.toFixed(0)} images/s${memory === undefined ? "" : ` in ${(memory / 1e9).toFixed(1)} GB`}`;
  console.log(
    [
      `${size} px, batch ${batch}, ${precision}: `,
      `workbook ${speed(workbook)}, Keras ${speed(keras)} (x${(workbook.imagesPerSecond / keras.imagesPerSecond).toFixed(2)}); `,
      `losses within ${percent(difference)} of the processor's; `,
      `${onProcessor.length} of ${operations} operations ran on the processor`,
    ].join(""),
  );
}

function percent(share: number): string {
  return `${(share * 100).toPrecision(2)} %`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      cases: { type: "string", default: "64x16,224x16" },
      steps: { type: "string", default: "50" },
      seconds: { type: "string", default: "3" },
      "without-gpu": { type: "boolean", default: false },
    },
  });
  const { onGpu, tensorflow } = lossesOf({ precision: "float32", size: 16, batch: 1, steps: 1 });
  if (!onGpu && !values["without-gpu"]) {
    const gpu = findGpu();
    throw new Error(
      gpu
        ? `TensorFlow did not take ${gpu.name}: is its build for GPUs there (ENGINE=gpu npm run setup)? With TF_CPP_MIN_LOG_LEVEL=0 it says why.`
        : "There is no NVIDIA GPU here, or its driver does not answer (nvidia-smi). --without-gpu tries this program on the processor.",
    );
  }
  console.log(`TensorFlow ${tensorflow} on ${onGpu ? (findGpu()?.name ?? "an NVIDIA GPU") : "the processor"}`);
  const options = { steps: Number(values.steps), seconds: Number(values.seconds), onGpu };
  const results: Result[] = [];
  mkdirSync(FOLDER, { recursive: true });
  for (const one of values.cases.split(",")) {
    const [size = 64, batch = 16] = one.split("x").map(Number);
    for (const precision of ["float32", "bfloat16"] as const) {
      const result = await check(size, batch, precision, options);
      print(result);
      for (const fault of faultsOf(result, options)) {
        console.error(`  WRONG: ${fault}.`);
        process.exitCode = 1;
      }
      results.push(result);
      writeFileSync(path.join(FOLDER, "gpu.json"), `${JSON.stringify(results, undefined, 2)}\n`);
    }
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
