import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { run } from "../../../lib/set-up/process/command.mjs";
import { progressLine } from "../../../lib/set-up/process/progress-line.mjs";
import { venvPython } from "../../../lib/set-up/steps/python-environment.mjs";
import { tensorflowLibrary } from "../../../lib/set-up/steps/tensorflow-library.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "tensorflow-library-"));
const index = path.join(folder, "index");
const wheelFile = path.join(index, "tensorflow_cpu-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl");
const log = path.join(folder, "log");
const silent = { isTTY: false, columns: 80, write: () => true };
let wheel: Parameters<typeof tensorflowLibrary>[0]["wheel"];

/** A wheel with the real one's layout and, in place of its libraries, a few bytes. */
const makeWheel = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as archive:
    archive.writestr("tensorflow/libtensorflow_cc.so.2", "the library")
    archive.writestr("tensorflow/libtensorflow_framework.so.2", "its other half")
    archive.writestr("tensorflow/include/tensorflow/c/c_api.h", "a header")
    archive.writestr("tensorflow/include/xla/tsl/c/tsl_status.h", "another")
    archive.writestr("tensorflow/include/google/protobuf/any.h", "not needed")
    archive.writestr("tensorflow/python/__init__.py", "not needed")
    archive.writestr("tensorflow_cpu-2.21.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: tensorflow-cpu\\nVersion: 2.21.0\\n")
    archive.writestr("tensorflow_cpu-2.21.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: false\\nTag: cp312-cp312-manylinux_2_27_x86_64\\n")
    archive.writestr("tensorflow_cpu-2.21.0.dist-info/RECORD", "")
`;

beforeAll(async () => {
  mkdirSync(index);
  const { status } = await run([venvPython(process.cwd()), "-c", makeWheel, wheelFile], { cwd: folder, log });
  expect(status).toBe(0);
  const content = readFileSync(wheelFile);
  wheel = {
    name: "tensorflow-cpu-2.21.0-test",
    requirement: "tensorflow-cpu==2.21.0",
    platformTag: "manylinux_2_27_x86_64",
    bytes: content.length,
    sha256: createHash("sha256").update(content).digest("hex"),
    unpackedBytes: 100,
    libraries: ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"],
  };
});

beforeEach(() => {
  vi.stubEnv("PIP_NO_INDEX", "1");
  vi.stubEnv("PIP_FIND_LINKS", index);
});
afterEach(() => vi.unstubAllEnvs());

/** A clone that has this one's Python environment. */
function clone(name: string): string {
  const root = path.join(folder, name);
  mkdirSync(path.join(root, "var"), { recursive: true });
  symlinkSync(path.resolve(".venv"), path.join(root, ".venv"));
  return root;
}

test("the libraries and the headers that the binding includes are unpacked, and nothing else is left", async () => {
  const root = clone("fresh");
  const cache = path.join(root, "var/cache");
  mkdirSync(path.join(cache, `${wheel.name}.partial/unpacked`), { recursive: true }); // left by a run that was cut off
  const step = tensorflowLibrary({ root, cache, wheel });
  expect(step.isDone()).toBe(false);
  await step.run(progressLine(step.title, silent));
  expect(step.isDone()).toBe(true);

  const library = path.join(root, "var/tensorflow");
  expect(readlinkSync(library)).toBe(`cache/${wheel.name}`); // which holds when the clone is moved
  expect(readFileSync(path.join(library, "libtensorflow_cc.so.2"), "utf8")).toBe("the library");
  expect(
    readdirSync(library, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
      .sort(),
  ).toEqual(["c_api.h", "libtensorflow_cc.so.2", "libtensorflow_framework.so.2", "tsl_status.h"]);
  expect(readdirSync(cache)).toEqual([wheel.name]);
});

test("clones share a cache: one unpacks, the others link to it, without a network", async () => {
  const cache = path.join(folder, "shared-cache");
  const roots = ["one", "two"].map(clone);
  const steps = roots.map((root) => tensorflowLibrary({ root, cache, wheel }));
  await steps[0]?.run(progressLine("one", silent));
  vi.stubEnv("PIP_FIND_LINKS", path.join(folder, "nothing-here"));
  await steps[1]?.run(progressLine("two", silent));
  expect(steps.map((step) => step.isDone())).toEqual([true, true]);
  expect(roots.map((root) => readlinkSync(path.join(root, "var/tensorflow")))).toEqual(
    Array(2).fill(path.join(cache, wheel.name)),
  );
});

test("what is not the pinned wheel is refused, and not unpacked", async () => {
  const root = clone("refused");
  const cache = path.join(root, "var/cache");
  const step = tensorflowLibrary({ root, cache, wheel: { ...wheel, sha256: "0".repeat(64) } });
  await expect(step.run(progressLine(step.title, silent))).rejects.toThrow(`its sha256 is ${wheel.sha256}, not 000`);
  expect(step.isDone()).toBe(false);
  expect(existsSync(path.join(cache, wheel.name))).toBe(false);
});

test("pip's own reason is passed on", async () => {
  const root = clone("missing");
  vi.stubEnv("PIP_FIND_LINKS", path.join(folder, "nothing-here"));
  const step = tensorflowLibrary({ root, cache: path.join(root, "var/cache"), wheel });
  await expect(step.run(progressLine(step.title, silent))).rejects.toThrow(
    /pip could not make TensorFlow's library \(ERROR: .*tensorflow-cpu==2\.21\.0/,
  );
});
