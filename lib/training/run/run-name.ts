import type { ParameterValue } from "./run-record";

/** One value for each parameter that matters, by name: `{ learningRate: 3e-4, batchSize: 16 }`. */
export type Settings = Record<string, ParameterValue>;

/**
 * The name of the run that has these settings, by which it is found again.
 *
 * @example
 * runName({ learningRate: 3e-4, batchSize: 64 }); // "learningRate=0.0003,batchSize=64"
 */
export function runName(settings: Settings): string {
  return Object.entries(settings)
    .map(([parameter, value]) => `${parameter}=${value}`)
    .join(",");
}

/**
 * A text as a part of a run's name: what such names do not take becomes a hyphen.
 *
 * @example
 * nameForRuns("age alone"); // "age-alone"
 */
export function nameForRuns(text: string): string {
  return text.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "");
}
