import { afterEach, expect, test, vi } from "vitest";
import { announceDevice } from "../../lib/kernel/announce-device";
import { startKernel } from "./jupyter-client";

const { dlopen } = process;
afterEach(() => {
  process.dlopen = dlopen;
  vi.restoreAllMocks();
});

test("what TensorFlow runs on is told once, when it is loaded", () => {
  const loaded: string[] = [];
  process.dlopen = (_module: object, file: string) => loaded.push(file);
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  announceDevice(({ TF_Version }) => `TensorFlow ${TF_Version} runs`);
  const binding = { exports: { TF_Version: "2.21.0", isUsingGpuDevice: () => true } };

  process.dlopen(binding, "/clone/node_modules/sharp.node");
  expect(log).not.toHaveBeenCalled();
  process.dlopen(binding, "/clone/lib/napi-v8/tfjs_binding.node");
  process.dlopen(binding, "/clone/lib/napi-v8/tfjs_binding.node");
  expect(log.mock.calls).toEqual([["TensorFlow 2.21.0 runs"]]);
  expect(loaded).toHaveLength(3);
});

test("nothing is told where there is nothing to say", () => {
  process.dlopen = () => {};
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  announceDevice(() => undefined);
  process.dlopen({ exports: {} }, "/clone/lib/napi-v8/tfjs_binding.node");
  expect(log).not.toHaveBeenCalled();
});

test("a kernel has not loaded TensorFlow itself, or there would be nothing to tell", async () => {
  const kernel = await startKernel();
  const loaded = 'readFileSync("/proc/self/maps", "utf8").includes("tfjs_binding.node")';
  await kernel.execute('import { readFileSync } from "node:fs";');
  expect((await kernel.execute(loaded)).outputs).toMatchObject([{ data: { "text/plain": "false" } }]);
  await kernel.execute('import { tf } from "./lib/engine/tensorflow";\ntf.version');
  expect((await kernel.execute(loaded)).outputs).toMatchObject([{ data: { "text/plain": "true" } }]);
  await kernel.shutdown();
});
