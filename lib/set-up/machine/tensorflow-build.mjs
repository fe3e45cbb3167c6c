/** TensorFlow's build for this machine: what it consists of, and the wheels on PyPI that it comes in. */
import { SetUpFailure } from "../process/failure.mjs";

/**
 * A wheel of which one folder is used: none of its Python, so that any Python version's will do.
 *
 * @typedef {object} Wheel
 * @property {string} folder the folder, such as "nvidia/cublas"
 * @property {string} requirement its project and version, as pip takes them
 * @property {string} sha256
 * @property {number} bytes
 * @property {number} unpackedBytes all of it, on the disk
 *
 * @typedef {object} TensorflowBuild
 * @property {string} name of the folder, in the cache, that TensorFlow's library lies in
 * @property {string[]} libraries the C library, and what that loads from beside it
 * @property {string[]} platforms the wheels' tags
 * @property {Wheel[]} wheels TensorFlow, and what that looks for in `../nvidia` beside its folder
 */

const linuxLibraries = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];
const macLibraries = ["libtensorflow_cc.2.dylib", "libtensorflow_framework.2.dylib"];

/** @type {Record<string, TensorflowBuild>} the builds for processors, by Node's `platform-arch` */
const builds = {
  "linux-x64": {
    name: "tensorflow-cpu-2.21.0-linux-x64",
    libraries: linuxLibraries,
    platforms: ["manylinux_2_27_x86_64"],
    wheels: [
      tensorflow(274e6, 1_320e6, "dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb", "tensorflow-cpu"),
    ],
  },
  "linux-arm64": {
    name: "tensorflow-cpu-2.21.0-linux-arm64",
    libraries: linuxLibraries,
    platforms: ["manylinux_2_27_aarch64"],
    wheels: [tensorflow(282e6, 1_380e6, "b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552")],
  },
  "darwin-arm64": {
    name: "tensorflow-cpu-2.21.0-darwin-arm64",
    libraries: macLibraries,
    platforms: ["macosx_12_0_arm64"],
    wheels: [tensorflow(223e6, 1_180e6, "56ecd7d47429acbe1df2694d50b75bf9fc3995ac92cb367cd9af6c4780ead712")],
  },
};

/**
 * The build for NVIDIA GPUs, which runs on the processor where there is none, and NVIDIA's CUDA 12: the wheels that TensorFlow
 * 2.21 asks for (its extra `and-cuda`), in versions that pip gives it.
 *
 * @type {TensorflowBuild}
 */
const gpuBuild = {
  name: "tensorflow-gpu-2.21.0-cuda-12.9-linux-x64/tensorflow", // to be changed with any version below
  libraries: linuxLibraries,
  platforms: ["manylinux_2_27_x86_64", "manylinux_2_25_x86_64", "manylinux2014_x86_64"],
  wheels: [
    tensorflow(573e6, 1_940e6, "b3b95643c4e70eb925839938fb35cbe142f317ec84af6844ee61513713bb13c0"),
    cuda("cublas", "12.9.3.13", 581e6, 856e6, "d7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72"),
    cuda("cuda_cupti", "12.9.79", 11e6, 45e6, "096bcf334f13e1984ba36685ad4c1d6347db214de03dbb6eebb237b41d9d934f"),
    cuda("cuda_nvcc", "12.9.86", 41e6, 99e6, "5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0"),
    cuda("cuda_nvrtc", "12.9.86", 90e6, 228e6, "210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4"),
    cuda("cuda_runtime", "12.9.79", 3e6, 10e6, "25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3"),
    cuda("cudnn", "9.28.0.42", 717e6, 1_164e6, "9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375"),
    cuda("cufft", "11.4.1.4", 201e6, 294e6, "c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28"),
    cuda("curand", "10.3.10.19", 68e6, 170e6, "49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e"),
    cuda("cusolver", "11.7.5.82", 338e6, 496e6, "15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88"),
    cuda("cusparse", "12.5.10.65", 366e6, 487e6, "73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78"),
    cuda("nccl", "2.32.3", 352e6, 491e6, "bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c"),
    cuda("nvjitlink", "12.9.86", 40e6, 97e6, "e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9"),
  ],
};

/**
 * @param {number} bytes
 * @param {number} unpackedBytes
 * @param {string} sha256
 * @param {string} project
 * @returns {Wheel} TensorFlow's
 */
function tensorflow(bytes, unpackedBytes, sha256, project = "tensorflow") {
  return { folder: "tensorflow", requirement: `${project}==2.21.0`, sha256, bytes, unpackedBytes };
}

/**
 * @param {string} name
 * @param {string} version
 * @param {number} bytes
 * @param {number} unpackedBytes
 * @param {string} sha256
 * @returns {Wheel} one of NVIDIA's
 */
function cuda(name, version, bytes, unpackedBytes, sha256) {
  const requirement = `nvidia-${name.replaceAll("_", "-")}-cu12==${version}`;
  return { folder: `nvidia/${name}`, requirement, sha256, bytes, unpackedBytes };
}

/**
 * @param {import("./engine.mjs").Engine} engine
 * @param {string} platform Node's `process.platform`
 * @param {string} arch Node's `process.arch`
 * @returns {TensorflowBuild}
 * @throws {SetUpFailure} where there is no TensorFlow 2.21 for that platform
 */
export function tensorflowBuild(engine, platform = process.platform, arch = process.arch) {
  const build = builds[`${platform}-${arch}`];
  if (build !== undefined) return engine === "gpu" ? gpuBuild : build;
  if (platform === "win32")
    throw new SetUpFailure(
      "Windows runs the workbook in WSL 2: install that with `wsl --install`, clone the workbook inside it, and start it there.",
    );
  throw new SetUpFailure(
    `There is no TensorFlow 2.21 for ${platform} on ${arch}: the workbook runs on Linux (x64, arm64) and on macOS (arm64, with a Node built for it).`,
  );
}
