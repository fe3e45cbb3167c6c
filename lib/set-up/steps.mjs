/** Set-up's steps in their order, and what runs them. */
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { withLock } from "../files/lock.mjs";
import { checkDiskSpace } from "./machine/disk-space.mjs";
import { engineOf } from "./machine/engine.mjs";
import { tensorflowBuild } from "./machine/tensorflow-build.mjs";
import { progressLine } from "./process/progress-line.mjs";
import { compiledLibrary } from "./steps/compiled-library.mjs";
import { jupyterFiles } from "./steps/jupyter-files.mjs";
import { nodePackages } from "./steps/node-packages.mjs";
import { pythonEnvironment } from "./steps/python-environment.mjs";
import { syntheticFaces } from "./steps/synthetic-faces.mjs";
import { tensorflowBinding } from "./steps/tensorflow-binding.mjs";
import { tensorflowLibrary } from "./steps/tensorflow-library.mjs";

/** The folder of the clone that this file is in. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/**
 * Brings what this clone lacks.
 *
 * @param {object} [options]
 * @param {boolean} [options.library] whether to do what needs more of `lib` than this folder and `files`
 * @throws {import("./process/failure.mjs").SetUpFailure} with a sentence that names what is missing and how to get it
 */
export async function setUp({ library = true } = {}) {
  const cache = resolve(process.env.WORKBOOK_CACHE || join(root, "var/cache"));
  const place = { root, cache, build: tensorflowBuild(engineOf(root)) };
  const steps = [
    nodePackages,
    pythonEnvironment,
    tensorflowLibrary,
    tensorflowBinding,
    jupyterFiles,
    ...(library ? [compiledLibrary, syntheticFaces] : []),
  ].map((step) => step(place));
  await bring(steps);
}

/**
 * Does what is not done of some steps, in their order, while no other set-up is at work in this clone.
 *
 * @param {import("./steps/step.mjs").Step[]} steps
 * @throws {import("./process/failure.mjs").SetUpFailure} with a sentence that names what is missing and how to get it
 */
export async function bring(steps) {
  if (steps.every((step) => step.isDone())) return;
  /** @type {(holder: string, lock: string) => void} */
  const onHeld = (holder, lock) =>
    console.log(`Another set-up is at work in this clone (${holder}, lock ${lock}): waiting for it.`);
  await withLock(join(root, "var/set-up.lock"), { onHeld }, (assertHeld) => runSteps(steps, assertHeld));
}

/**
 * @param {import("./steps/step.mjs").Step[]} steps
 * @param {() => void} assertHeld
 */
async function runSteps(steps, assertHeld) {
  const missing = steps.filter((step) => !step.isDone());
  for (const step of missing) step.findProgram?.(); // before minutes of downloads
  checkDiskSpace(missing.map((step) => step.disk));
  const bytes = missing.reduce((sum, step) => sum + (step.download ?? 0), 0);
  if (bytes > 1e9)
    console.log(
      `${(bytes / 1e9).toFixed(1)} GB will be downloaded: TensorFlow's build for NVIDIA GPUs, and CUDA. ` +
        "ENGINE=cpu takes the build for processors instead, 0.3 GB.",
    );
  for (const step of steps) {
    if (step.isDone()) continue;
    assertHeld();
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
