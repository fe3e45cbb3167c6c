/** The platforms that the workbook runs on, and TensorFlow's wheel for each. */

import { SetUpFailure } from "../process/failure.mjs";
import { cudaWheels } from "../steps/cuda-wheels.mjs";

/**
 * A wheel of TensorFlow on PyPI, of which only the C library and its headers are used: any Python version's will do.
 *
 * @typedef {object} TensorflowLibrary
 * @property {string} name of the folder, in the cache, that it is unpacked to
 * @property {string[]} libraries the C library, and what that loads from beside it
 * @property {import("../steps/cuda-wheels.mjs").CudaWheel[]} [cuda] what its build for GPUs loads, from `../nvidia` beside its folder
 *
 * @typedef {import("../steps/wheel.mjs").Wheel & TensorflowLibrary} TensorflowWheel
 */

const linuxLibraries = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];
const macLibraries = ["libtensorflow_cc.2.dylib", "libtensorflow_framework.2.dylib"];

/** @type {Record<string, TensorflowWheel>} the builds for processors, by Node's `platform-arch` */
const wheels = {
  "linux-x64": {
    name: "tensorflow-cpu-2.21.0-linux-x64",
    requirement: "tensorflow-cpu==2.21.0",
    platformTag: "manylinux_2_27_x86_64",
    bytes: 274_000_871,
    sha256: "dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb",
    unpackedBytes: 950e6,
    libraries: linuxLibraries,
  },
  "linux-arm64": {
    name: "tensorflow-cpu-2.21.0-linux-arm64",
    requirement: "tensorflow==2.21.0",
    platformTag: "manylinux_2_27_aarch64",
    bytes: 281_946_471,
    sha256: "b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552",
    unpackedBytes: 950e6,
    libraries: linuxLibraries,
  },
  "darwin-arm64": {
    name: "tensorflow-cpu-2.21.0-darwin-arm64",
    requirement: "tensorflow==2.21.0",
    platformTag: "macosx_12_0_arm64",
    bytes: 223_488_205,
    sha256: "56ecd7d47429acbe1df2694d50b75bf9fc3995ac92cb367cd9af6c4780ead712",
    unpackedBytes: 950e6,
    libraries: macLibraries,
  },
};

/** @type {TensorflowWheel} the build for NVIDIA GPUs, which runs on the processor where there is none */
const gpuWheel = {
  name: "tensorflow-gpu-2.21.0-cuda-12.9-linux-x64/tensorflow", // to be changed with any of cudaWheels' versions
  requirement: "tensorflow==2.21.0",
  platformTag: "manylinux_2_27_x86_64",
  bytes: 572_611_111,
  sha256: "b3b95643c4e70eb925839938fb35cbe142f317ec84af6844ee61513713bb13c0",
  unpackedBytes: 1_270e6,
  libraries: linuxLibraries,
  cuda: cudaWheels,
};

/**
 * @param {import("./engine.mjs").Engine} engine
 * @param {string} platform Node's `process.platform`
 * @param {string} arch Node's `process.arch`
 * @returns {TensorflowWheel}
 * @throws {SetUpFailure} where there is no TensorFlow 2.21 for that platform
 */
export function tensorflowWheel(engine, platform = process.platform, arch = process.arch) {
  const wheel = wheels[`${platform}-${arch}`];
  if (wheel !== undefined && engine === "gpu") return gpuWheel;
  if (wheel !== undefined) return wheel;
  if (platform === "win32")
    throw new SetUpFailure(
      "Windows runs the workbook in WSL 2: install that with `wsl --install`, clone the workbook inside it, and start it there.",
    );
  throw new SetUpFailure(
    `There is no TensorFlow 2.21 for ${platform} on ${arch}: the workbook runs on Linux (x64, arm64) and on macOS (arm64, with a Node built for it).`,
  );
}
