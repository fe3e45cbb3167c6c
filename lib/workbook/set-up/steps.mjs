/** Set-up's steps in their order, and what runs them. */
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { checkDiskSpace } from "./disk-space.mjs";
import { jupyterFiles } from "./jupyter-files.mjs";
import { withLock } from "./lock.mjs";
import { nodePackages } from "./node-packages.mjs";
import { tensorflowWheel } from "./platform.mjs";
import { progressLine } from "./progress-line.mjs";
import { pythonEnvironment } from "./python-environment.mjs";
import { syntheticFaces } from "./synthetic-faces.mjs";
import { tensorflowBinding } from "./tensorflow-binding.mjs";
import { tensorflowLibrary } from "./tensorflow-library.mjs";

/**
 * @typedef {object} Place what set-up works on
 * @property {string} root the clone's folder
 * @property {string} cache the folder that TensorFlow's library is unpacked to, which clones may share
 * @property {import("./platform.mjs").TensorflowWheel} wheel
 *
 * @typedef {object} Step
 * @property {string} title what it brings
 * @property {import("./disk-space.mjs").DiskNeed} disk
 * @property {() => unknown} [findProgram] finds what the step needs on this machine, or throws a `SetUpFailure`
 * @property {() => boolean} isDone answers in milliseconds; what a run that was cut off left behind is not done
 * @property {(progress: import("./progress-line.mjs").ProgressLine) => Promise<void>} run throws a `SetUpFailure`
 */

/** The folder of the clone that this file is in. */
export const root = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");

/**
 * Brings what this clone lacks.
 *
 * @throws {import("./failure.mjs").SetUpFailure} with a sentence that names what is missing and how to get it
 */
export async function setUp() {
  const cache = resolve(process.env.WORKBOOK_CACHE || join(root, "var/cache"));
  const place = { root, cache, wheel: tensorflowWheel() };
  const steps = [
    nodePackages,
    pythonEnvironment,
    tensorflowLibrary,
    tensorflowBinding,
    jupyterFiles,
    syntheticFaces,
  ].map((step) => step(place));
  await bring(steps);
}

/**
 * Does what is not done of some steps, in their order, while no other set-up is at work in this clone.
 *
 * @param {Step[]} steps
 * @throws {import("./failure.mjs").SetUpFailure} with a sentence that names what is missing and how to get it
 */
export async function bring(steps) {
  if (steps.every((step) => step.isDone())) return;
  await withLock(
    join(root, "var/set-up.lock"),
    () => runSteps(steps),
    (holder, lock) => console.log(`Another set-up is at work in this clone (${holder}, lock ${lock}): waiting for it.`),
  );
}

/** @param {Step[]} steps */
async function runSteps(steps) {
  const missing = steps.filter((step) => !step.isDone());
  for (const step of missing) step.findProgram?.(); // before minutes of downloads
  checkDiskSpace(missing.map((step) => step.disk));
  for (const step of steps) {
    if (step.isDone()) continue;
    const progress = progressLine(step.title);
    try {
      await step.run(progress);
    } catch (error) {
      progress.stop();
      throw error;
    }
    progress.end();
  }
}
