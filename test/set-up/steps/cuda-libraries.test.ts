import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { tensorflowWheel } from "../../../lib/set-up/machine/platform.mjs";
import { run } from "../../../lib/set-up/process/command.mjs";
import { progressLine } from "../../../lib/set-up/process/progress-line.mjs";
import { cudaLibraries } from "../../../lib/set-up/steps/cuda-libraries.mjs";
import { venvPython } from "../../../lib/set-up/steps/python-environment.mjs";

const root = mkdtempSync(path.join(tmpdir(), "cuda-libraries-"));
const index = path.join(root, "index");
const wheel = tensorflowWheel("gpu", "linux", "x64");
const silent = progressLine("CUDA", { isTTY: false, columns: 80, write: () => true });

/** A wheel laid out like one of NVIDIA's. */
const makeWheel = `
import sys, zipfile
folder, name = sys.argv[1:]
with zipfile.ZipFile(f"{folder}/{name}-12.9.1-py3-none-manylinux2014_x86_64.whl", "w") as archive:
    for file in ["lib/libnvrtc.so.12", "lib/libnvrtc-builtins.so.12.9", "lib/libx_static.a", "include/x.h", "lib/__init__.py"]:
        archive.writestr(f"nvidia/{name}/{file}", "x")
    program = zipfile.ZipInfo(f"nvidia/{name}/bin/ptxas")
    program.external_attr = 0o100755 << 16
    archive.writestr(program, "x")
    about = f"{name}-12.9.1.dist-info"
    archive.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 12.9.1\\n")
    archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-manylinux2014_x86_64\\n")
    archive.writestr(f"{about}/RECORD", "")
`;

beforeAll(async () => {
  mkdirSync(index);
  mkdirSync(path.join(root, "var"));
  symlinkSync(path.resolve(".venv"), path.join(root, ".venv"));
  for (const name of ["one", "two"]) {
    const log = path.join(root, "log");
    const { status } = await run([venvPython(root), "-c", makeWheel, index, name], { cwd: root, log });
    expect(status).toBe(0);
  }
  vi.stubEnv("PIP_NO_INDEX", "1");
  vi.stubEnv("PIP_FIND_LINKS", index);
});
afterAll(() => vi.unstubAllEnvs());

test("each library that is missing is brought to where TensorFlow looks for it, and only what a GPU needs of it", async () => {
  const cuda = ["one", "two"].map((name) => {
    const content = readFileSync(path.join(index, `${name}-12.9.1-py3-none-manylinux2014_x86_64.whl`));
    return {
      folder: name,
      requirement: `${name}==12.9.1`,
      platformTag: "manylinux2014_x86_64",
      bytes: content.length,
      sha256: createHash("sha256").update(content).digest("hex"),
      unpackedBytes: 3,
    };
  });
  const cache = path.join(root, "cache");
  const tensorflow = path.join(cache, wheel.name);
  mkdirSync(tensorflow, { recursive: true });
  symlinkSync(tensorflow, path.join(root, "var/tensorflow"));
  mkdirSync(path.join(tensorflow, "../nvidia/one.partial"), { recursive: true }); // of a run that was cut off

  const step = cudaLibraries({ root, cache, wheel: { ...wheel, cuda } });
  expect(step.isDone()).toBe(false);
  await step.run(silent);
  // where else WORKBOOK_CACHE may say that they are
  expect(cudaLibraries({ root, cache: root, wheel: { ...wheel, cuda } }).isDone()).toBe(true);

  const nvidia = path.join(tensorflow, "../nvidia");
  expect(readdirSync(nvidia)).toEqual(["one", "two"]);
  expect(readdirSync(path.join(nvidia, "one/lib"))).toEqual(["libnvrtc-builtins.so.12.9", "libnvrtc.so.12"]);
  expect(readdirSync(path.join(nvidia, "two"))).toEqual(["bin", "lib"]);
  expect(statSync(path.join(nvidia, "two/bin/ptxas")).mode & 0o111).toBe(0o111);
});

test("the build for processors needs none", () => {
  const step = cudaLibraries({ root, cache: root, wheel: tensorflowWheel("cpu", "linux", "x64") });
  expect([step.isDone(), step.download]).toEqual([true, 0]);
});
