import { findGpu } from "./gpu";
import { processorFeatures } from "./processor";

/** The element type of convolutions and matrix products. Weights, optimizer and losses are float32 in any case. */
export type Precision = "float32" | "bfloat16";

/** What to ask for: `"auto"` is bfloat16 where GPU or processor compute in it, else float32. */
export type RequestedPrecision = Precision | "auto";

/** What is known of a machine's GPU and processor. */
export interface Machine {
  /** As its driver describes it, be it used or not. */
  gpu: ReturnType<typeof findGpu>;
  /** The processor's, see `processorFeatures`. */
  features: ReadonlySet<string>;
}

/** This machine. */
export function thisMachine(): Machine {
  return { gpu: findGpu(), features: processorFeatures() };
}

/**
 * bfloat16 where the GPU has units for its matrix products (from compute capability 8.0 on, Ampere), or, without a GPU, where
 * the processor has instructions for them (Intel's AMX, or AVX512-BF16); float32 elsewhere, where bfloat16 would be slow.
 *
 * @param onGpu - whether TensorFlow runs on the GPU
 */
export function fastestPrecision(onGpu: boolean, { gpu, features } = thisMachine()): Precision {
  if (onGpu) return gpu !== undefined && gpu.computeCapability >= 8 ? "bfloat16" : "float32";
  return features.has("amx_bf16") || features.has("avx512_bf16") ? "bfloat16" : "float32";
}
