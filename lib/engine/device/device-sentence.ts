import { realpathSync } from "node:fs";
import path from "node:path";
import { fastestPrecision, type Machine, thisMachine } from "./precision";

/** What TensorFlow's binding tells of itself. */
interface LoadedBinding {
  TF_Version: string;
  isUsingGpuDevice(): boolean;
}

/**
 * A sentence that says what TensorFlow runs on, where set-up has brought its build for GPUs; nothing where it has not.
 *
 * @param library - the folder that set-up keeps TensorFlow's library in
 * @param machine - this one if left out
 * @example
 * deviceSentence(binding); // "TensorFlow 2.21.0 runs on NVIDIA L4 (24 GB), CUDA 12.9, in bfloat16."
 */
export function deviceSentence(
  binding: LoadedBinding,
  library = libraryFolder(),
  machine?: Machine,
): string | undefined {
  const cuda = /\/tensorflow-gpu-[^/]*-cuda-([\d.]+)/.exec(library)?.[1];
  if (cuda === undefined) return undefined;
  const { gpu, features } = machine ?? thisMachine();
  const onGpu = binding.isUsingGpuDevice();
  const precision = fastestPrecision(onGpu, { gpu, features });
  const tensorflow = `TensorFlow ${binding.TF_Version}`;
  if (onGpu) {
    const memory = gpu && gpu.memory > 0 ? ` (${Math.round(gpu.memory / 1e9)} GB)` : "";
    return `${tensorflow} runs on ${gpu?.name ?? "an NVIDIA GPU"}${memory}, CUDA ${cuda}, in ${precision}.`;
  }
  const reason = gpu
    ? `could not take ${gpu.name} (with TF_CPP_MIN_LOG_LEVEL=0 it says why, in the terminal)`
    : "found no NVIDIA GPU";
  return `${tensorflow} ${reason} and runs on the processor, in ${precision}.`;
}

function libraryFolder(): string {
  return realpathSync(path.resolve(__dirname, "../../../var/tensorflow"));
}
