import { expect, test } from "vitest";
import { tensorflowWheel } from "../../../lib/set-up/machine/platform.mjs";

test.each([
  ["linux", "x64", "libtensorflow_cc.so.2"],
  ["linux", "arm64", "libtensorflow_cc.so.2"],
  ["darwin", "arm64", "libtensorflow_cc.2.dylib"],
] as const)("%s on %s has a wheel of its own", (platform, arch, library) => {
  const wheel = tensorflowWheel("cpu", platform, arch);
  expect(wheel.name).toBe(`tensorflow-cpu-2.21.0-${platform}-${arch}`);
  expect(wheel.libraries[0]).toBe(library);
});

test("Windows is sent to WSL 2", () => {
  expect(() => tensorflowWheel("cpu", "win32", "x64")).toThrow("wsl --install");
});

test("another platform is told which ones there are", () => {
  expect(() => tensorflowWheel("cpu", "darwin", "x64")).toThrow(
    /no TensorFlow 2\.21 for darwin on x64.*Linux \(x64, arm64\)/,
  );
});

test("the build for GPUs is another wheel with the same libraries, and brings CUDA", () => {
  const cpu = tensorflowWheel("cpu", "linux", "x64");
  const gpu = tensorflowWheel("gpu", "linux", "x64");
  expect(gpu.libraries).toEqual(cpu.libraries);
  expect(gpu.requirement).toBe("tensorflow==2.21.0");
  const folders = gpu.cuda?.map(({ folder }) => folder);
  expect(folders).toEqual(expect.arrayContaining(["cublas", "cuda_runtime", "cudnn", "cufft", "cusolver", "cusparse"]));
  expect(new Set([gpu, ...(gpu.cuda ?? [])].map(({ sha256 }) => sha256)).size).toBe(13);
});
