import { expect, test } from "vitest";
import { tensorflowWheel } from "../../../lib/workbook/set-up/platform.mjs";

test.each([
  ["linux", "x64", "libtensorflow_cc.so.2"],
  ["linux", "arm64", "libtensorflow_cc.so.2"],
  ["darwin", "arm64", "libtensorflow_cc.2.dylib"],
] as const)("%s on %s has a wheel of its own", (platform, arch, library) => {
  const wheel = tensorflowWheel(platform, arch);
  expect(wheel.name).toBe(`tensorflow-cpu-2.21.0-${platform}-${arch}`);
  expect(wheel.libraries[0]).toBe(library);
});

test("Windows is sent to WSL 2", () => {
  expect(() => tensorflowWheel("win32", "x64")).toThrow("wsl --install");
});

test("another platform is told which ones there are", () => {
  expect(() => tensorflowWheel("darwin", "x64")).toThrow(/no TensorFlow 2\.21 for darwin on x64.*Linux \(x64, arm64\)/);
});
