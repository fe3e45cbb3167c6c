/** The platforms that the workbook runs on, and TensorFlow's wheel for each. */
import { SetUpFailure } from "./failure.mjs";

/**
 * A wheel of TensorFlow on PyPI, of which only the C library and its headers are used: any Python version's will do.
 *
 * @typedef {object} TensorflowWheel
 * @property {string} name of the folder that it is unpacked to
 * @property {string} requirement its project and version, as pip takes them
 * @property {string} platformTag
 * @property {number} bytes
 * @property {string} sha256
 * @property {string[]} libraries the C library, and what that loads from beside it
 */

const linuxLibraries = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];
const macLibraries = ["libtensorflow_cc.2.dylib", "libtensorflow_framework.2.dylib"];

/** @type {Record<string, TensorflowWheel>} by Node's `platform-arch` */
const wheels = {
  "linux-x64": {
    name: "tensorflow-cpu-2.21.0-linux-x64",
    requirement: "tensorflow-cpu==2.21.0",
    platformTag: "manylinux_2_27_x86_64",
    bytes: 274_000_871,
    sha256: "dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb",
    libraries: linuxLibraries,
  },
  "linux-arm64": {
    name: "tensorflow-cpu-2.21.0-linux-arm64",
    requirement: "tensorflow==2.21.0",
    platformTag: "manylinux_2_27_aarch64",
    bytes: 281_946_471,
    sha256: "b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552",
    libraries: linuxLibraries,
  },
  "darwin-arm64": {
    name: "tensorflow-cpu-2.21.0-darwin-arm64",
    requirement: "tensorflow==2.21.0",
    platformTag: "macosx_12_0_arm64",
    bytes: 223_488_205,
    sha256: "56ecd7d47429acbe1df2694d50b75bf9fc3995ac92cb367cd9af6c4780ead712",
    libraries: macLibraries,
  },
};

/**
 * @param {string} platform Node's `process.platform`
 * @param {string} arch Node's `process.arch`
 * @returns {TensorflowWheel}
 * @throws {SetUpFailure} where there is no TensorFlow 2.21 for that platform
 */
export function tensorflowWheel(platform = process.platform, arch = process.arch) {
  const wheel = wheels[`${platform}-${arch}`];
  if (wheel !== undefined) return wheel;
  if (platform === "win32")
    throw new SetUpFailure(
      "Windows runs the workbook in WSL 2: install that with `wsl --install`, clone the workbook inside it, and start it there.",
    );
  throw new SetUpFailure(
    `There is no TensorFlow 2.21 for ${platform} on ${arch}: the workbook runs on Linux (x64, arm64) and on macOS (arm64, with a Node built for it).`,
  );
}
