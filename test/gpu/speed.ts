import { spawnSync } from "node:child_process";
import { readdirSync, realpathSync } from "node:fs";
import path from "node:path";
import { max, median } from "d3-array";
import { Contender } from "../bench/contender";
import { pythonOf } from "../bench/python-peers";
import type { ChildTraining } from "./child-training";

const ROUNDS = 3;

/** How fast something trains. */
export interface Speed {
  /** The median of some rounds. */
  imagesPerSecond: number;
  /** The GPU's memory that it took at most, in bytes, if there is a GPU. */
  memory: number | undefined;
}

/** Measures the workbook, or Keras, alone on the machine. Takes minutes the first time, which installs Keras. */
export async function speedOf(
  engine: "workbook" | "keras" | "keras-gpu",
  { precision, size, batch }: ChildTraining,
  { seconds, onGpu }: { seconds: number; onGpu: boolean },
): Promise<Speed> {
  const program =
    engine === "workbook"
      ? [process.execPath, "--import", "tsx", path.join("test", "bench", "node-peer.ts"), "workbook"]
      : [pythonOf(engine, path.join("var", "bench")), path.join("test", "bench", "keras_peer.py")];
  const before = onGpu ? memoryInUse() : 0;
  const contender = new Contender([...program, precision, `${size}`, `${batch}`], {
    ...process.env,
    TF_FORCE_GPU_ALLOW_GROWTH: "true", // or Keras takes all memory
    ...(engine === "keras-gpu" && { LD_LIBRARY_PATH: cudaFolders().join(path.delimiter) }),
  });
  try {
    await contender.ready();
    const speeds: number[] = [];
    const memory: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      speeds.push(await contender.measure(`training ${seconds}`));
      if (onGpu) memory.push(memoryInUse() - before); // TensorFlow gives nothing back before it ends
    }
    return { imagesPerSecond: median(speeds) ?? Number.NaN, memory: onGpu ? max(memory) : undefined };
  } finally {
    await contender.stop();
  }
}

/** Where set-up put CUDA. */
function cudaFolders(): string[] {
  const nvidia = path.join(realpathSync("var/tensorflow"), "..", "nvidia");
  return readdirSync(nvidia).map((name) => path.join(nvidia, name, "lib"));
}

/** Of all processes on the GPU that the workbook takes, in bytes. */
function memoryInUse(): number {
  const [id = "0"] = (process.env.CUDA_VISIBLE_DEVICES ?? "0").split(",");
  const query = ["--query-gpu=memory.used", "--format=csv,noheader,nounits", `--id=${id}`];
  const { stdout } = spawnSync("nvidia-smi", query, { encoding: "utf8" });
  return Number(stdout) * 2 ** 20;
}
