import { binding } from "../binding";
import { fastestPrecision, type Precision, type RequestedPrecision } from "./precision";

/** The precision that is meant; see `fastestPrecision` for `"auto"`. Loads TensorFlow. */
export function choosePrecision(requested: RequestedPrecision): Precision {
  return requested === "auto" ? fastestPrecision(binding.isUsingGpuDevice()) : requested;
}
