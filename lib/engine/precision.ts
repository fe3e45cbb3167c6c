import { binding } from "./binding";
import { fastestPrecision } from "./device";

/** The element type of convolutions and matrix products. Weights, optimizer and losses are float32 in any case. */
export type Precision = "float32" | "bfloat16";

/** What to ask for: `"auto"` is bfloat16 where GPU or processor compute in it, else float32. */
export type RequestedPrecision = Precision | "auto";

/** The precision that is meant; see `fastestPrecision` for `"auto"`. */
export function choosePrecision(requested: RequestedPrecision): Precision {
  return requested === "auto" ? fastestPrecision(binding.isUsingGpuDevice()) : requested;
}
