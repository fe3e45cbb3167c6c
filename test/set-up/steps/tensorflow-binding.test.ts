import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { tensorflowBuild } from "../../../lib/set-up/machine/tensorflow-build.mjs";
import { progressLine } from "../../../lib/set-up/process/progress-line.mjs";
import { tensorflowBinding } from "../../../lib/set-up/steps/tensorflow-binding.mjs";

afterEach(() => vi.unstubAllEnvs());

/** A clone with the package to build, and with a compiler that does what a shell script says. */
function cloneWithCompiler(script: string) {
  const root = mkdtempSync(path.join(tmpdir(), "tensorflow-binding-"));
  const source = path.join(root, "node_modules/@tensorflow/tfjs-node-gpu");
  mkdirSync(source, { recursive: true });
  const compiler = path.join(root, "compiler");
  writeFileSync(compiler, `#!/bin/sh\nfor output; do :; done\n${script}\n`); // the last argument is the output
  chmodSync(compiler, 0o755);
  vi.stubEnv("CXX", compiler);
  const build = (name = tensorflowBuild("cpu").name) =>
    tensorflowBinding({ root, cache: path.join(root, "var/cache"), build: { ...tensorflowBuild("cpu"), name } });
  return { source, build };
}

const silent = progressLine("Binding", { isTTY: false, columns: 80, write: () => true });

/** The binding is loaded to see whether it works; this one is the one that this clone has. */
const copyBinding = `cp "${path.resolve("node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node")}" "$output"`;

test("the binding is built once, and again for another build of the library and for a package that was installed anew", async () => {
  const { source, build } = cloneWithCompiler(copyBinding);
  vi.stubEnv("LD_LIBRARY_PATH", path.resolve("var/tensorflow"));
  expect(build().isDone()).toBe(false);
  await build().run(silent);
  expect(build().isDone()).toBe(true);
  const forGpus = build("tensorflow-gpu-2.21.0");
  expect(forGpus.isDone()).toBe(false);
  await forGpus.run(silent);
  expect([forGpus.isDone(), build().isDone()]).toEqual([true, false]);
  rmSync(path.join(source, "lib"), { recursive: true });
  expect(forGpus.isDone()).toBe(false);
});

test("a build that was cut off while it was recorded is none", async () => {
  const { source, build } = cloneWithCompiler(copyBinding);
  vi.stubEnv("LD_LIBRARY_PATH", path.resolve("var/tensorflow"));
  await build().run(silent);
  writeFileSync(path.join(source, "lib/napi-v8/tfjs_binding.json"), "");
  expect(build().isDone()).toBe(false);
});

test("it is not built where there are no packages yet", () => {
  const root = mkdtempSync(path.join(tmpdir(), "tensorflow-binding-"));
  expect(tensorflowBinding({ root, cache: root, build: tensorflowBuild("cpu") }).isDone()).toBe(false);
});

test("a compiler's first error is passed on", async () => {
  const { build } = cloneWithCompiler('echo "binding.cc:1: error: no such type"; echo "1 error generated"; exit 1');
  await expect(build().run(silent)).rejects.toThrow(
    /could not make TensorFlow's Node binding \(binding\.cc:1: error: no such type\)/,
  );
  expect(build().isDone()).toBe(false);
});

test("a compiler without its C++ half is said to be that", async () => {
  const { build } = cloneWithCompiler(`echo "g++: fatal error: cannot execute 'cc1plus'"; exit 1`);
  await expect(build().run(silent)).rejects.toThrow("is only half installed: install");
});

test("a binding that does not load is not taken", async () => {
  const { build } = cloneWithCompiler('echo "not a library" > "$output"');
  await expect(build().run(silent)).rejects.toThrow(/TensorFlow's library does not load on this machine \(Error: /);
  expect(build().isDone()).toBe(false);
});
