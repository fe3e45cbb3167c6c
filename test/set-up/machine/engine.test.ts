import { mkdirSync, mkdtempSync, readFileSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { areTooOld, chooseEngine, engineOf, hasNvidiaDriver } from "../../../lib/set-up/machine/engine.mjs";

const linux = { hasDriver: false, hasGpuBuild: false, platform: "linux", arch: "x64" };

test("a driver decides, unless the user does, now or before", () => {
  expect(chooseEngine(linux)).toBe("cpu");
  expect(chooseEngine({ ...linux, hasDriver: true })).toBe("gpu");
  expect(chooseEngine({ ...linux, hasDriver: true, asked: "cpu" })).toBe("cpu");
  expect(chooseEngine({ ...linux, asked: "gpu" })).toBe("gpu");
  expect(chooseEngine({ ...linux, hasDriver: true, remembered: "cpu" })).toBe("cpu");
  expect(chooseEngine({ ...linux, remembered: "gpu", asked: "" })).toBe("gpu");
  expect(chooseEngine({ ...linux, remembered: "gpu", asked: "cpu" })).toBe("cpu");
});

test("the build for GPUs stays where the driver is gone", () => {
  expect(chooseEngine({ ...linux, hasGpuBuild: true })).toBe("gpu");
  expect(chooseEngine({ ...linux, hasGpuBuild: true, remembered: "cpu" })).toBe("cpu");
});

test("another value is refused, and so are GPUs where there is no build for them", () => {
  expect(() => chooseEngine({ ...linux, asked: "cuda" })).toThrow(/ENGINE is "cuda", but there are two: "gpu".*"cpu"/);
  const mac = { ...linux, platform: "darwin", arch: "arm64" };
  expect(() => chooseEngine({ ...mac, asked: "gpu" })).toThrow(/Linux on x64; on darwin on arm64.* unset ENGINE/);
  expect(() => chooseEngine({ ...linux, arch: "arm64", asked: "gpu" })).toThrow("on linux on arm64");
  expect(chooseEngine({ ...linux, arch: "arm64", hasDriver: true, remembered: "gpu" })).toBe("cpu");
});

test.skipIf(process.platform !== "linux" || process.arch !== "x64")("a choice is remembered until the next", () => {
  const root = mkdtempSync(path.join(tmpdir(), "engine-"));
  expect(engineOf(root, { ENGINE: "gpu" })).toBe("gpu");
  expect(engineOf(root, {})).toBe("gpu");
  expect(engineOf(root, { ENGINE: "cpu" })).toBe("cpu");
  expect(engineOf(root, {})).toBe("cpu");
  expect(() => engineOf(root, { ENGINE: "tpu" })).toThrow();
  expect(readFileSync(path.join(root, "var/set-up/engine"), "utf8")).toBe("cpu\n");
});

test.skipIf(process.platform !== "linux" || process.arch !== "x64")("the linked build tells which one it is", () => {
  const root = mkdtempSync(path.join(tmpdir(), "engine-"));
  const library = path.join(root, "var/cache/tensorflow-gpu-1/tensorflow");
  mkdirSync(library, { recursive: true });
  symlinkSync(library, path.join(root, "var/tensorflow"));
  expect(engineOf(root, {})).toBe("gpu");
});

test("a driver is found by its devices, through WSL, or by nvidia-smi", () => {
  const found = (files: string[], works = false) =>
    hasNvidiaDriver(
      (file) => files.includes(file),
      () => works,
    );
  expect(found([])).toBe(false);
  expect(found(["/dev/nvidiactl"])).toBe(false); // a driver without a GPU
  expect(found(["/dev/nvidiactl", "/dev/nvidia0"])).toBe(true);
  expect(found(["/dev/dxg"])).toBe(false); // Windows's GPU is of another maker
  expect(found(["/dev/dxg", "/usr/lib/wsl/lib/libcuda.so.1"])).toBe(true);
  expect(found([], true)).toBe(true);
});

test("GPUs that cuDNN no longer knows count for nothing, unless there is another", () => {
  expect(areTooOld("6.1\n")).toBe(true);
  expect(areTooOld("6.1\n8.6\n")).toBe(false);
  expect(areTooOld("7.5\n")).toBe(false);
  expect(areTooOld("[N/A]\n")).toBe(false);
  expect(areTooOld("")).toBe(false);
});
