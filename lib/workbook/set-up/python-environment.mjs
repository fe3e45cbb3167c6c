/** `.venv`: a Python environment with what requirements.txt pins, JupyterLab above all. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./command.mjs";
import { failureOf } from "./failure.mjs";
import { findPython } from "./find-python.mjs";

/**
 * @param {import("./steps.mjs").Place} place
 * @returns {import("./steps.mjs").Step}
 */
export function pythonEnvironment({ root }) {
  const folder = join(root, ".venv");
  const record = join(folder, "set-up.json"); // written when all is installed
  const log = join(root, "var/set-up/python-environment.log");
  const options = { cwd: root, log };
  return {
    title: "Python environment",
    disk: { folder, bytes: 400e6 },
    findProgram: findPython,
    isDone: () =>
      existsSync(record) && existsSync(venvPython(root)) && readFileSync(record, "utf8") === recordFor(root),
    async run(progress) {
      progress.update("creating .venv");
      const created = await run([findPython(), "-m", "venv", "--clear", folder], options);
      if (created.status !== 0) throw failureOf({ program: "Python", what: ".venv", lines: created.lines, log });

      const counted = await run([venvPython(root), "-c", countRequirements], options);
      const total = Number(counted.lines[0]);
      let done = 0;
      progress.update("asking the registry");
      // requirements.txt lists the dependencies too, but for two, as it says itself: pip is to add none.
      const install = ["install", "--no-deps", "--progress-bar", "off", "--requirement", "requirements.txt"];
      const { status, lines } = await run([...pipCommand(root), ...install], {
        ...options,
        onLine(line) {
          if (line.startsWith("Collecting ")) progress.update("downloading", { done: ++done, total, unit: "packages" });
          if (line.startsWith("WARNING: Retrying")) progress.update("no answer from the registry, trying again");
          if (line.startsWith("Installing ")) progress.update(`installing ${total} packages`);
        },
      });
      if (status !== 0) throw failureOf({ what: "the Python packages", program: "pip", lines, log });
      writeFileSync(record, recordFor(root));
    },
  };
}

/** How many packages requirements.txt asks for on this platform and Python: its lines end in conditions. */
const countRequirements = `
from pip._vendor.packaging.requirements import Requirement
lines = [line for line in open("requirements.txt") if line.strip() and not line.startswith("#")]
markers = [Requirement(line).marker for line in lines]
print(sum(marker is None or marker.evaluate() for marker in markers))
`;

/** @param {string} root */
export function venvPython(root) {
  return join(root, ".venv/bin/python");
}

/**
 * pip of `.venv`, which goes by its user's settings for index, proxy and certificates.
 *
 * @param {string} root
 */
export function pipCommand(root) {
  return [venvPython(root), "-m", "pip", "--no-input", "--disable-pip-version-check"];
}

/**
 * What `.venv` depends on: the pinned packages, the Python that it was made from, and its own path, which is in its programs.
 *
 * @param {string} root
 */
function recordFor(root) {
  const requirements = createHash("sha256")
    .update(readFileSync(join(root, "requirements.txt")))
    .digest("hex");
  return JSON.stringify({ requirements, python: realpathSync(venvPython(root)), root });
}
