/** `var/tensorflow`: TensorFlow's C library with its headers, for GPUs with NVIDIA's CUDA beside it, out of wheels on PyPI. */
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { withLock } from "../../files/lock.mjs";
import { linkedLibrary } from "../machine/linked-library.mjs";
import { run } from "../process/command.mjs";
import { failureOf } from "../process/failure.mjs";
import { pipCommand, venvPython } from "./python-environment.mjs";

/** @typedef {import("../machine/tensorflow-build.mjs").Wheel} Wheel */

/** What the binding needs of TensorFlow's headers. */
const headers = ["tensorflow/c", "tensorflow/core/platform", "tsl/platform", "xla/tsl/c"];

/**
 * @param {import("./step.mjs").Place} place
 * @returns {import("./step.mjs").Step}
 */
export function tensorflowLibrary({ root, cache, build }) {
  const link = join(root, "var/tensorflow");
  // In whichever cache it is: WORKBOOK_CACHE need not be set again once this was done.
  const linked = () => [linkedLibrary(root)].find((folder) => folder?.endsWith(`/${build.name}`));
  const library = () => linked() ?? join(cache, build.name);
  /** @param {Wheel} wheel */
  const placeOf = ({ folder }) => (folder === "tensorflow" ? library() : join(library(), "..", folder));
  const missing = () => build.wheels.filter((wheel) => !existsSync(placeOf(wheel)));
  const largest = Math.max(0, ...missing().map(({ bytes }) => bytes)); // a wheel is gone when the next one comes
  return {
    title: "TensorFlow's library",
    disk: { folder: library(), bytes: missing().reduce((sum, { unpackedBytes }) => sum + unpackedBytes, largest) },
    download: sizeOf(missing()),
    isDone: () => linked() !== undefined && missing().length === 0,
    async run(progress) {
      const folder = library();
      /** @type {(holder: string, lock: string) => void} */
      const onHeld = (holder, lock) =>
        progress.update(`waiting for another set-up with this cache (${holder}, lock ${lock})`);
      await withLock(`${folder}.lock`, { onHeld }, async () => {
        const wheels = missing();
        const total = sizeOf(wheels);
        for (const [index, wheel] of wheels.entries()) {
          const before = sizeOf(wheels.slice(0, index));
          progress.update(`asking the registry for ${wheel.requirement}`);
          await install({ root, build, wheel, place: placeOf(wheel) }, (line) => {
            const [, done] = /^Progress (\d+) of \d+$/.exec(line) ?? [];
            if (done) progress.update("downloading", { done: before + Number(done), total, unit: "bytes" });
            if (line.startsWith("WARNING: Retrying")) progress.update("no answer from the registry, trying again");
            if (line.startsWith("Installing ")) progress.update(`unpacking ${wheel.requirement}`);
          });
        }
      });
      const inClone = !relative(root, folder).startsWith("..");
      rmSync(link, { force: true, recursive: true });
      symlinkSync(inClone ? relative(dirname(link), folder) : folder, link); // a clone can be moved
    },
  };
}

/**
 * Brings what is needed of a wheel to its place, where it is only when all of it is.
 *
 * @param {object} order
 * @param {string} order.root the clone's folder, with `.venv`
 * @param {import("../machine/tensorflow-build.mjs").TensorflowBuild} order.build
 * @param {Wheel} order.wheel
 * @param {string} order.place a folder that is not there yet
 * @param {(line: string) => void} onLine gets what pip prints
 * @throws {import("../process/failure.mjs").SetUpFailure}
 */
async function install({ root, build, wheel, place }, onLine) {
  const { requirement, sha256, folder } = wheel;
  const partial = `${place}.partial`;
  rmSync(partial, { force: true, recursive: true }); // what a run that was cut off left behind
  mkdirSync(partial, { recursive: true });
  const requirements = join(partial, "requirements.txt");
  writeFileSync(requirements, `${requirement} --hash=sha256:${sha256}\n`);
  const log = join(root, "var/set-up/tensorflow-library.log");
  const command = [
    ...[...pipCommand(venvPython(root)), "install", "--require-hashes", `--requirement=${requirements}`],
    ...[`--target=${partial}`, "--no-deps", "--no-compile", "--progress-bar=raw"],
    // Python 3.12's wheels are those that are pinned, whichever Python this is.
    ...["--only-binary=:all:", "--implementation=cp", "--python-version=3.12"],
    ...build.platforms.map((platform) => `--platform=${platform}`),
    "--no-cache-dir", // which would take the same room again, and keep a wheel that turned out to be damaged
  ];
  const { status, lines } = await run(command, { cwd: root, env: { ...process.env, TMPDIR: partial }, log, onLine });
  if (status !== 0) throw failureOf({ what: requirement, program: "pip", lines, log });

  const parts = folder === "tensorflow" ? [...build.libraries, ...headers.map((name) => `include/${name}`)] : ["."];
  const needed = join(partial, "needed");
  for (const part of parts) {
    mkdirSync(dirname(join(needed, part)), { recursive: true });
    renameSync(join(partial, folder, part), join(needed, part));
  }
  renameSync(needed, place);
  rmSync(partial, { recursive: true });
}

/** @param {Wheel[]} wheels */
function sizeOf(wheels) {
  return wheels.reduce((sum, { bytes }) => sum + bytes, 0);
}
