import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";

/** Where runs are, unless another folder is named. */
export const RUNS_FOLDER = path.join("var", "runs");

const NAME = /^[A-Za-z0-9][\w=,.+-]{0,119}$/;

/**
 * The folder of a run.
 *
 * @throws when the name is not one: letters, digits and `_=,.+-`, 120 at most, a letter or a digit first
 */
export function runFolder(runsFolder: string, name: string): string {
  if (!NAME.test(name)) {
    throw new Error(
      `"${name}" cannot be a run's name: letters, digits and any of _=,.+- make one, at most 120, a letter or a digit first`,
    );
  }
  return path.join(runsFolder, name);
}

/**
 * Makes the folder of a new run; of several that try at the same time, one makes it.
 *
 * @param name - the next free of `run-1`, `run-2` … if left out
 * @returns the run's name
 * @throws when there is a run of this name
 */
export async function makeRunFolder(runsFolder: string, name?: string): Promise<string> {
  await mkdir(runsFolder, { recursive: true });
  if (name !== undefined) {
    if (await make(runFolder(runsFolder, name))) return name;
    throw new Error(
      `there is a run ${name} in ${runsFolder}: choose another name, or go on with that one (in a notebook resume: true, in a program --resume)`,
    );
  }
  for (let number = 1; ; number++) {
    const folder = runFolder(runsFolder, `run-${number}`);
    if (!existsSync(folder) && (await make(folder))) return path.basename(folder);
  }
}

async function make(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}
