import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { nodeBackend } from "./node-backend";

/** The element type of convolutions and matrix products. Weights, optimizer and losses are float32 in any case. */
export type Precision = "float32" | "bfloat16";

/** What to ask for: `"auto"` is bfloat16 where the processor computes in it, else float32. */
export type RequestedPrecision = Precision | "auto";

/**
 * The precision that is meant.
 *
 * `"auto"` takes bfloat16 where the processor has instructions for its matrix products (Intel's AMX, or AVX512-BF16) or
 * where TensorFlow runs on a GPU; elsewhere TensorFlow would emulate it, slowly.
 */
export function choosePrecision(requested: RequestedPrecision): Precision {
  if (requested !== "auto") return requested;
  const features = processorFeatures();
  const fast = nodeBackend().isUsingGpuDevice || features.has("amx_bf16") || features.has("avx512_bf16");
  return fast ? "bfloat16" : "float32";
}

/** The processor's features, as Linux names them (`avx512_bf16`); none where they cannot be found out. */
export function processorFeatures(): ReadonlySet<string> {
  try {
    if (process.platform === "darwin") {
      const arm = execFileSync("sysctl", ["-n", "hw.optional.arm.FEAT_BF16"], { encoding: "utf8" }).trim();
      return new Set(arm === "1" ? ["bf16"] : []);
    }
    return featuresOf(readFileSync("/proc/cpuinfo", "utf8"));
  } catch {
    return new Set(); // not said on this system: the choice is then float32, which works everywhere
  }
}

/** The features in the text of Linux's `/proc/cpuinfo` (`flags` on x86, `Features` on arm64). */
export function featuresOf(cpuInfo: string): ReadonlySet<string> {
  const line = /^(?:flags|Features)\s*:(.*)$/m.exec(cpuInfo);
  return new Set(line?.[1]?.trim().split(/\s+/));
}
