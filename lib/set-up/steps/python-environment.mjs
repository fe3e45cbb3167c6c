/** Python environments with what a requirements file pins: `.venv` with JupyterLab, and others for what few need. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { findPython } from "../machine/find-python.mjs";
import { run } from "../process/command.mjs";
import { failureOf } from "../process/failure.mjs";

/**
 * `.venv`, with JupyterLab above all.
 *
 * @param {import("./step.mjs").Place} place
 * @returns {import("./step.mjs").Step}
 */
export function pythonEnvironment({ root }) {
  const folder = join(root, ".venv");
  return environmentStep({ root, title: "Python environment", folder, requirementsFile: "requirements.txt" });
}

/**
 * A step that makes a Python environment.
 *
 * @param {object} environment
 * @param {string} environment.root the clone's folder
 * @param {string} environment.title
 * @param {string} environment.folder
 * @param {string} environment.requirementsFile its name in the clone's folder; it lists all packages, dependencies too
 * @returns {import("./step.mjs").Step}
 */
export function environmentStep({ root, title, folder, requirementsFile }) {
  const record = join(folder, "set-up.json"); // written when all is installed
  const python = join(folder, "bin/python");
  const log = join(root, "var/set-up", requirementsFile.replace(/txt$/, "log"));
  const options = { cwd: root, log };
  const content = () => recordFor({ root, python, requirementsFile });
  return {
    title,
    disk: { folder, bytes: 400e6 },
    findProgram: findPython,
    isDone: () => existsSync(record) && existsSync(python) && readFileSync(record, "utf8") === content(),
    async run(progress) {
      progress.update(`creating ${basename(folder)}`);
      const created = await run([findPython(), "-m", "venv", "--clear", folder], options);
      if (created.status !== 0) throw failureOf({ program: "Python", what: folder, lines: created.lines, log });

      const requirements = readFileSync(join(root, requirementsFile), "utf8");
      let total = requirements.match(/^[^#\s]/gm)?.length ?? 0;
      let done = 0;
      progress.update("asking the registry");
      // The file lists the dependencies too, but for those that it says are left out: pip is to add none.
      const install = ["install", "--no-deps", "--progress-bar", "off", "--requirement", requirementsFile];
      const { status, lines } = await run([...pipCommand(python), ...install], {
        ...options,
        onLine(line) {
          if (line.startsWith("Ignoring ")) total--; // those for other platforms and Pythons, which pip tells of first
          if (line.startsWith("Collecting ")) progress.update("downloading", { done: ++done, total, unit: "packages" });
          if (line.startsWith("WARNING: Retrying")) progress.update("no answer from the registry, trying again");
          if (line.startsWith("Installing ")) progress.update(`installing ${total} packages`);
        },
      });
      if (status !== 0) throw failureOf({ what: "the Python packages", program: "pip", lines, log });
      writeFileSync(record, content());
    },
  };
}

/** @param {string} root */
export function venvPython(root) {
  return join(root, ".venv/bin/python");
}

/**
 * pip, which goes by its user's settings for index, proxy and certificates.
 *
 * @param {string} python that of the environment
 */
export function pipCommand(python) {
  return [python, "-m", "pip", "--no-input", "--disable-pip-version-check"];
}

/**
 * What an environment depends on: the pinned packages, the Python that it was made from, and its own path, which is in its
 * programs.
 *
 * @param {object} environment
 * @param {string} environment.root
 * @param {string} environment.python
 * @param {string} environment.requirementsFile
 */
function recordFor({ root, python, requirementsFile }) {
  const requirements = createHash("sha256")
    .update(readFileSync(join(root, requirementsFile)))
    .digest("hex");
  return JSON.stringify({ requirements, python: realpathSync(python), root });
}
