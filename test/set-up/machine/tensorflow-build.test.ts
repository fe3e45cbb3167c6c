import { expect, test } from "vitest";
import { tensorflowBuild } from "../../../lib/set-up/machine/tensorflow-build.mjs";

test.each([
  ["linux", "x64", "libtensorflow_cc.so.2"],
  ["linux", "arm64", "libtensorflow_cc.so.2"],
  ["darwin", "arm64", "libtensorflow_cc.2.dylib"],
] as const)("%s on %s has a build of its own", (platform, arch, library) => {
  const build = tensorflowBuild("cpu", platform, arch);
  expect(build.name).toBe(`tensorflow-cpu-2.21.0-${platform}-${arch}`);
  expect(build.libraries[0]).toBe(library);
  expect(build.wheels.map(({ folder }) => folder)).toEqual(["tensorflow"]);
});

test("Windows is sent to WSL 2", () => {
  expect(() => tensorflowBuild("cpu", "win32", "x64")).toThrow("wsl --install");
});

test("another platform is told which ones there are", () => {
  expect(() => tensorflowBuild("cpu", "darwin", "x64")).toThrow(
    /no TensorFlow 2\.21 for darwin on x64.*Linux \(x64, arm64\)/,
  );
});

test("the build for GPUs is another wheel with the same libraries, and brings CUDA", () => {
  const cpu = tensorflowBuild("cpu", "linux", "x64");
  const gpu = tensorflowBuild("gpu", "linux", "x64");
  expect(gpu.libraries).toEqual(cpu.libraries);
  const [tensorflow, ...cuda] = gpu.wheels;
  expect(tensorflow).toMatchObject({ folder: "tensorflow", requirement: "tensorflow==2.21.0" });
  expect(cuda).toContainEqual(
    expect.objectContaining({ folder: "nvidia/cuda_runtime", requirement: "nvidia-cuda-runtime-cu12==12.9.79" }),
  );
  const sought = ["cublas", "cuda_runtime", "cudnn", "cufft", "cusolver", "cusparse"].map((name) => `nvidia/${name}`);
  expect(cuda.map(({ folder }) => folder)).toEqual(expect.arrayContaining(sought));
  expect(new Set(gpu.wheels.map(({ sha256 }) => sha256)).size).toBe(13);
});
