import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
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
 * A text as a part of a run's name: what such names do not take becomes a hyphen.
 *
 * @example
 * nameForRuns("age alone"); // "age-alone"
 */
export function nameForRuns(text: string): string {
  return text.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "");
}

/**
 * The folder that a training is to write to, made if it is a new run's; of several that try at the same time, one makes it.
 *
 * @param name - of a new run the next free of `run-1`, `run-2` … if left out
 * @param resume - whether a run of that name is gone on with, if there is one
 * @throws when there is a run of that name that is not to be gone on with
 */
export async function chooseRunFolder(runsFolder: string, name: string | undefined, resume: boolean): Promise<string> {
  await mkdir(runsFolder, { recursive: true });
  if (name !== undefined) {
    const folder = runFolder(runsFolder, name);
    if ((await make(folder)) || resume) return folder;
    throw new Error(
      `there is a run ${name} in ${runsFolder}: choose another name, or go on with that one (in a notebook resume: true, in a program --resume)`,
    );
  }
  if (resume) throw new Error("to go on with a run, give its name: run");
  for (let number = 1; ; number++) {
    const folder = runFolder(runsFolder, `run-${number}`);
    if (!existsSync(folder) && (await make(folder))) return folder;
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
