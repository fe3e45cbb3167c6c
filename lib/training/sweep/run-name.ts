import type { Settings } from "./grid";

/**
 * The name of the run that has these settings, by which a sweep finds it again.
 *
 * @example
 * runName({ learningRate: 3e-4, batchSize: 64 }); // "learningRate=0.0003,batchSize=64"
 */
export function runName(settings: Settings): string {
  return Object.entries(settings)
    .map(([parameter, value]) => `${parameter}=${value}`)
    .join(",");
}
