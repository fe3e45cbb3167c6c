import { fastestPrecision, thisMachine } from "./precision";

/**
 * A sentence about what TensorFlow's build for GPUs runs on.
 *
 * @param onGpu - whether it runs on the GPU; else it does on the processor
 * @param versions - TensorFlow's, and that of the CUDA beside it
 * @example
 * describeDevice(true, { tensorflow: "2.21.0", cuda: "12.9" });
 * // "TensorFlow 2.21.0 runs on NVIDIA L4 (24 GB), CUDA 12.9, in bfloat16."
 */
export function describeDevice(
  onGpu: boolean,
  { tensorflow, cuda }: { tensorflow: string; cuda: string },
  machine = thisMachine(),
): string {
  const { gpu } = machine;
  const precision = fastestPrecision(onGpu, machine);
  if (onGpu) {
    const memory = gpu && gpu.memory > 0 ? ` (${Math.round(gpu.memory / 1e9)} GB)` : "";
    return `TensorFlow ${tensorflow} runs on ${gpu?.name ?? "an NVIDIA GPU"}${memory}, CUDA ${cuda}, in ${precision}.`;
  }
  const reason = gpu
    ? `could not take ${gpu.name} (with TF_CPP_MIN_LOG_LEVEL=0 it says why, in the terminal)`
    : "found no NVIDIA GPU";
  return `TensorFlow ${tensorflow} ${reason} and runs on the processor, in ${precision}.`;
}
