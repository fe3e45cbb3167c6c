import { existsSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import path from "node:path";

/** Where runs are, unless another folder is named. */
export const RUNS_FOLDER = path.join("var", "runs");

const NAME = /^[A-Za-z0-9][\w=,.+-]{0,199}$/;

/**
 * The folder of a run.
 *
 * @throws when the name is not one: letters, digits and `_=,.+-`, 200 at most, a letter or a digit first
 */
export function runFolder(runsFolder: string, name: string): string {
  if (!NAME.test(name)) {
    throw new Error(
      `"${name}" cannot be a run's name: letters, digits and any of _=,.+- make one, at most 200, a letter or a digit first`,
    );
  }
  return path.join(runsFolder, name);
}

/**
 * The folder that a training is to write to, made if it is not there. What has no name yet gets a folder of its own, of
 * several that try at the same time each another one.
 *
 * @param name - the run's; the next free of `run-1`, `run-2` … if left out
 * @throws when the name is not one
 */
export async function chooseRunFolder(runsFolder: string, name: string | undefined): Promise<string> {
  if (name !== undefined) {
    const folder = runFolder(runsFolder, name);
    await mkdir(folder, { recursive: true });
    return folder;
  }
  await mkdir(runsFolder, { recursive: true });
  for (let number = 1; ; number++) {
    const folder = runFolder(runsFolder, `run-${number}`);
    if (!existsSync(folder) && (await mkdir(folder, { recursive: true }))) return folder; // made, and not by another meanwhile
  }
}

/** Whether no run has been begun in a folder: it is not there, or holds no more than a process leaves that is killed at once. */
export async function isVacant(folder: string): Promise<boolean> {
  if (!existsSync(folder)) return true;
  const files = await readdir(folder).catch(() => undefined); // it is a file, or not to be read
  return files?.every((file) => file.startsWith(".") || file.endsWith(".tmp")) ?? false;
}
