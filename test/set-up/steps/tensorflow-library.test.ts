import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { run } from "../../../lib/set-up/process/command.mjs";
import { progressLine } from "../../../lib/set-up/process/progress-line.mjs";
import { venvPython } from "../../../lib/set-up/steps/python-environment.mjs";
import { tensorflowLibrary } from "../../../lib/set-up/steps/tensorflow-library.mjs";
import { scratchFolder } from "../../scratch-folder";

type Build = Parameters<typeof tensorflowLibrary>[0]["build"];

const folder = scratchFolder();
const index = path.join(folder, "index");
const libraries = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];
let build: Build;
let gpuBuild: Build;

/** A wheel with files of a few bytes each; those in `bin` are programs. */
const makeWheel = `
import sys, zipfile
file, name, *members = sys.argv[1:]
about = f"{name}-1.0.dist-info"
with zipfile.ZipFile(file, "w") as archive:
    for member in members:
        entry = zipfile.ZipInfo(member)
        entry.external_attr = (0o100755 if "/bin/" in member else 0o100644) << 16
        archive.writestr(entry, f"{member} of {name}")
    archive.writestr("padding", bytes(600_000)) # pip tells of no smaller download how far it is
    archive.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1.0\\n")
    archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    archive.writestr(f"{about}/RECORD", "".join(f"{member},,\\n" for member in members))
`;

async function wheelOf(project: string, wheelFolder: string, files: string[]): Promise<Build["wheels"][number]> {
  const file = path.join(index, `${project}-1.0-py3-none-any.whl`);
  const members = files.map((name) => `${wheelFolder}/${name}`);
  const command = [venvPython(process.cwd()), "-c", makeWheel, file, project, ...members];
  expect(await run(command, { cwd: folder, log: path.join(folder, "log") })).toEqual({ status: 0, lines: [] });
  const content = readFileSync(file);
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { folder: wheelFolder, requirement: `${project}==1.0`, sha256, bytes: content.length, unpackedBytes: 1e4 };
}

beforeAll(async () => {
  mkdirSync(index);
  const tensorflow = await wheelOf("tensorflow", "tensorflow", [
    ...libraries,
    ...["tensorflow/c/c_api.h", "tensorflow/core/platform/x.h", "tsl/platform/y.h", "xla/tsl/c/tsl_status.h"].map(
      (name) => `include/${name}`,
    ),
    "include/google/protobuf/any.h",
    "python/__init__.py",
  ]);
  const cuda = [
    await wheelOf("nvidia_one", "nvidia/one", ["lib/libone.so.12", "bin/ptxas"]),
    await wheelOf("nvidia_two", "nvidia/two", ["lib/libtwo.so.9", "lib/libtwo-part.so.9.1"]),
  ];
  build = { name: "tensorflow-cpu-test", libraries, platforms: ["manylinux2014_x86_64"], wheels: [tensorflow] };
  gpuBuild = { ...build, name: "tensorflow-gpu-test/tensorflow", wheels: [tensorflow, ...cuda] };
});

beforeEach(() => {
  vi.stubEnv("PIP_NO_INDEX", "1");
  vi.stubEnv("PIP_FIND_LINKS", index);
});
afterEach(() => vi.unstubAllEnvs());

/** A clone that has this one's Python environment. */
function clone(name: string) {
  const root = path.join(folder, name);
  mkdirSync(path.join(root, "var"), { recursive: true });
  symlinkSync(path.resolve(".venv"), path.join(root, ".venv"));
  return { root, cache: path.join(root, "var/cache") };
}

/** Runs a step that is not done; what it printed. */
async function bring(step: ReturnType<typeof tensorflowLibrary>): Promise<string> {
  let printed = "";
  const write = (text: string | Uint8Array) => {
    printed += text;
    return true;
  };
  expect(step.isDone()).toBe(false);
  await step.run(progressLine(step.title, { isTTY: false, columns: 80, write }));
  expect(step.isDone()).toBe(true);
  return printed;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

test("the libraries and the headers that the binding includes are brought, and nothing else is left", async () => {
  const place = clone("fresh");
  mkdirSync(path.join(place.cache, `${build.name}.partial/needed`), { recursive: true }); // left by a run that was cut off
  await bring(tensorflowLibrary({ ...place, build }));

  const library = path.join(place.root, "var/tensorflow");
  expect(readlinkSync(library)).toBe(`cache/${build.name}`); // which holds when the clone is moved
  expect(readFileSync(path.join(library, "libtensorflow_cc.so.2"), "utf8")).toBe(
    "tensorflow/libtensorflow_cc.so.2 of tensorflow",
  );
  expect(filesIn(library)).toEqual([
    "include/tensorflow/c/c_api.h",
    "include/tensorflow/core/platform/x.h",
    "include/tsl/platform/y.h",
    "include/xla/tsl/c/tsl_status.h",
    ...libraries,
  ]);
  expect(readdirSync(place.cache)).toEqual([build.name]);
});

test("CUDA is brought to where TensorFlow looks for it, what is there already is not brought again", async () => {
  const place = clone("gpu");
  const step = tensorflowLibrary({ ...place, build: gpuBuild });
  const nvidia = path.join(place.cache, "tensorflow-gpu-test/nvidia");
  mkdirSync(path.join(nvidia, "two"), { recursive: true });
  mkdirSync(path.join(nvidia, "one.partial/nvidia"), { recursive: true });
  await bring(step);
  expect(filesIn(nvidia)).toEqual(["one/bin/ptxas", "one/lib/libone.so.12"]);
  expect(statSync(path.join(nvidia, "one/bin/ptxas")).mode & 0o111).toBe(0o111);
  expect(readdirSync(nvidia)).toEqual(["one", "two"]);
  // where else WORKBOOK_CACHE may say that they are
  expect(tensorflowLibrary({ ...place, cache: folder, build: gpuBuild }).isDone()).toBe(true);
});

test("the disk's room is asked for what is missing, unpacked, and the largest of its wheels", () => {
  const place = clone("room");
  const bytes = gpuBuild.wheels.map((wheel) => wheel.bytes);
  const step = () => tensorflowLibrary({ ...place, build: gpuBuild });
  expect(step().disk.bytes).toBe(3e4 + Math.max(...bytes));
  expect(step().download).toBe(bytes.reduce((sum, size) => sum + size));
  for (const name of ["tensorflow", "nvidia/one", "nvidia/two"])
    mkdirSync(path.join(place.cache, "tensorflow-gpu-test", name), { recursive: true });
  expect([step().disk.bytes, step().download]).toEqual([0, 0]);
});

test("clones share a cache: one brings the library, the others link to it, without a network", async () => {
  const cache = path.join(folder, "shared-cache");
  const places = ["one", "two"].map((name) => ({ ...clone(name), cache }));
  for (const place of places) {
    await bring(tensorflowLibrary({ ...place, build }));
    vi.stubEnv("PIP_FIND_LINKS", path.join(folder, "nothing-here"));
  }
  expect(places.map(({ root }) => readlinkSync(path.join(root, "var/tensorflow")))).toEqual(
    Array(2).fill(path.join(cache, build.name)),
  );
});

test("how far the download is is told, and that a registry does not answer", async () => {
  let asked = 0;
  const registry = createServer((request, response) => {
    if (asked++ === 0) {
      request.socket.destroy();
    } else if (request.url?.endsWith(".whl")) {
      response.end(wheel);
    } else {
      response.setHeader("content-type", "text/html");
      response.end('<a href="/tensorflow-1.0-py3-none-any.whl">tensorflow</a>');
    }
  });
  const wheel = readFileSync(path.join(index, "tensorflow-1.0-py3-none-any.whl"));
  await once(registry.listen(0, "127.0.0.1"), "listening");
  const address = registry.address();
  const port = typeof address === "object" ? address?.port : undefined;
  vi.stubEnv("PIP_NO_INDEX", "0");
  vi.stubEnv("PIP_FIND_LINKS", "");
  vi.stubEnv("PIP_INDEX_URL", `http://127.0.0.1:${port}/`);
  vi.stubEnv("NO_PROXY", "127.0.0.1");
  const lines = (await bring(tensorflowLibrary({ ...clone("told"), build }))).split("\n");
  registry.close();
  expect(lines.slice(0, 2)).toEqual([
    "TensorFlow's library: asking the registry for tensorflow==1.0",
    "TensorFlow's library: no answer from the registry, trying again",
  ]);
  expect(lines).toContainEqual(expect.stringMatching(/^TensorFlow's library: downloading, \d+ of \d+ MB$/));
  expect(lines).toContain("TensorFlow's library: unpacking tensorflow==1.0");
});

test("what is not the pinned wheel is refused, and nothing of it is left in its place", async () => {
  const place = clone("refused");
  const wheels = build.wheels.map((wheel) => ({ ...wheel, sha256: "0".repeat(64) }));
  const step = tensorflowLibrary({ ...place, build: { ...build, wheels } });
  await expect(bring(step)).rejects.toThrow(
    /registry sent for tensorflow==1\.0 is not what was pinned.*another registry/,
  );
  expect(step.isDone()).toBe(false);
  expect(existsSync(path.join(place.cache, build.name))).toBe(false);
});

test("pip's own reason is passed on", async () => {
  vi.stubEnv("PIP_FIND_LINKS", path.join(folder, "nothing-here"));
  await expect(bring(tensorflowLibrary({ ...clone("missing"), build }))).rejects.toThrow(
    /pip could not make tensorflow==1\.0 \(ERROR: .*tensorflow==1\.0/,
  );
});
