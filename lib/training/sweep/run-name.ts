import type { Settings } from "../grid";

/**
 * The name of the run that has these settings, by which it is found again: `learningRate=0.0003,batchSize=64`.
 *
 * @throws Error when a value cannot be part of a folder's name, or all of them are too long for one
 */
export function runName(settings: Settings): string {
  const name = Object.entries(settings)
    .map(([parameter, value]) => `${parameter}=${value}`)
    .join(",");
  if (/^[A-Za-z0-9][\w=,.+-]{0,119}$/.test(name)) return name;
  throw new Error(
    `${name} cannot name a run: that is 1 to 120 letters, digits and _ = , . + -, a letter or digit first.`,
  );
}
