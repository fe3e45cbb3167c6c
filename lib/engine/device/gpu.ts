import { spawnSync } from "node:child_process";

/** An NVIDIA GPU, as its driver describes it. */
export interface Gpu {
  /** Such as "NVIDIA H100 80GB HBM3". */
  name: string;
  /** All of its memory, in bytes. */
  memory: number;
  /** What it can do, as NVIDIA numbers it: 8.0 is Ampere, 9.0 Hopper. Not a number where the driver does not say. */
  computeCapability: number;
}

let found: { gpu: Gpu | undefined } | undefined;

/** The GPU that TensorFlow may use: the first of `CUDA_VISIBLE_DEVICES`. None if there is no driver, or it does not answer. */
export function findGpu(): Gpu | undefined {
  found ??= { gpu: queryGpu(process.env.CUDA_VISIBLE_DEVICES ?? "0") };
  return found.gpu;
}

function queryGpu(visible: string): Gpu | undefined {
  const [id = ""] = visible.split(",");
  if (id === "" || id === "-1") return undefined; // hidden
  const query = ["--query-gpu=name,memory.total,compute_cap", "--format=csv,noheader,nounits"];
  const { status, stdout } = spawnSync("nvidia-smi", [...query, `--id=${id}`], { encoding: "utf8", timeout: 10_000 });
  return status === 0 ? parseGpu(stdout) : undefined;
}

/** The GPU in a line of nvidia-smi, such as "NVIDIA H100 80GB HBM3, 81559, 9.0": name, memory in MiB, compute capability. */
export function parseGpu(line: string): Gpu | undefined {
  const [, name, memory, capability] = /^(.+), (\S+), (\S+)\s*$/.exec(line.split("\n")[0] ?? "") ?? [];
  if (name === undefined) return undefined;
  return { name, memory: Number(memory) * 2 ** 20, computeCapability: Number(capability) };
}
