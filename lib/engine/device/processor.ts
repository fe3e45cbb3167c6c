import { readFileSync } from "node:fs";

/** The processor's features, as Linux names them (`avx512_bf16`); none on other systems. */
export function processorFeatures(): ReadonlySet<string> {
  try {
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
