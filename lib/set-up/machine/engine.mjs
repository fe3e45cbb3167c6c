/** Which build of TensorFlow the workbook gets: the one for processors, or the one for NVIDIA GPUs. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { SetUpFailure } from "../process/failure.mjs";
import { linkedLibrary } from "./linked-library.mjs";

/**
 * @typedef {"cpu" | "gpu"} Engine
 *
 * @typedef {object} Findings what the choice depends on
 * @property {string} [asked] the environment variable ENGINE
 * @property {Engine} [remembered] what it said when it was last given
 * @property {boolean} hasDriver whether there is an NVIDIA driver, with a GPU that is not too old
 * @property {boolean} hasGpuBuild whether this clone has the build for GPUs already
 * @property {string} platform Node's `process.platform`
 * @property {string} arch Node's `process.arch`
 */

/**
 * The build to take. What the user asked for, now or before, comes first. Otherwise a driver decides; where it is gone, the
 * build for GPUs stays, which runs on the processor as well.
 *
 * @example
 * chooseEngine({ hasDriver: true, hasGpuBuild: false, platform: "linux", arch: "x64" }); // "gpu"
 *
 * @param {Findings} findings
 * @returns {Engine}
 * @throws {SetUpFailure} when ENGINE has another value, or asks for what there is not on this platform
 */
export function chooseEngine({ asked, remembered, hasDriver, hasGpuBuild, platform, arch }) {
  const hasBuilds = platform === "linux" && arch === "x64";
  if (asked === undefined || asked === "") {
    if (!hasBuilds) return "cpu";
    return remembered ?? (hasDriver || hasGpuBuild ? "gpu" : "cpu");
  }
  if (asked !== "cpu" && asked !== "gpu")
    throw new SetUpFailure(
      `ENGINE is "${asked}", but there are two: "gpu" for an NVIDIA GPU, "cpu" for the processor alone. ` +
        "Without ENGINE, set-up takes what fits the machine.",
    );
  if (asked === "gpu" && !hasBuilds)
    throw new SetUpFailure(
      `ENGINE=gpu is for NVIDIA GPUs under Linux on x64; on ${platform} on ${arch} TensorFlow runs on the processor: unset ENGINE, or set it to "cpu".`,
    );
  return asked;
}

/**
 * The build for this clone on this machine. What ENGINE says is remembered in `var/set-up/engine`.
 *
 * @param {string} root the clone's folder
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Engine}
 * @throws {SetUpFailure} see `chooseEngine`
 */
export function engineOf(root, environment = process.env) {
  const file = join(root, "var/set-up/engine");
  const remembered = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
  const library = linkedLibrary(root);
  const engine = chooseEngine({
    asked: environment.ENGINE,
    remembered: remembered === "cpu" || remembered === "gpu" ? remembered : undefined,
    hasDriver: hasNvidiaDriver() && !areTooOld(ask("nvidia-smi", "--query-gpu=compute_cap", "--format=csv,noheader")),
    hasGpuBuild: library !== undefined && basename(dirname(library)).startsWith("tensorflow-gpu-"),
    platform: process.platform,
    arch: process.arch,
  });
  if (environment.ENGINE && remembered !== engine) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${engine}\n`);
  }
  return engine;
}

/**
 * Whether there is an NVIDIA driver with a GPU: by its devices, or, where those have other names, by its own program. Under
 * WSL 2 the GPU is a device of Windows, and any maker's.
 *
 * @param {(file: string) => boolean} exists
 * @param {(program: string) => boolean} works whether a program lists GPUs
 */
export function hasNvidiaDriver(
  exists = existsSync,
  works = (program) => ask(program, "--list-gpus").includes("GPU "),
) {
  if (exists("/dev/nvidiactl") && exists("/dev/nvidia0")) return true;
  if (exists("/dev/dxg") && exists("/usr/lib/wsl/lib/libcuda.so.1")) return true;
  return works("nvidia-smi");
}

/**
 * Whether all GPUs are older than Turing (compute capability 7.5), which the pinned cuDNN no longer supports:
 * https://docs.nvidia.com/deeplearning/sdk/cudnn-support-matrix/index.html
 *
 * @param {string} capabilities what nvidia-smi says of them, one a line; where it says nothing, they are not known to be
 */
export function areTooOld(capabilities) {
  const known = capabilities.split("\n").map(Number.parseFloat).filter(Number.isFinite);
  return known.length > 0 && known.every((capability) => capability < 7.5);
}

/**
 * @param {string} program
 * @param {string[]} options
 * @returns {string} what it prints; nothing if there is no such program, or it fails
 */
function ask(program, ...options) {
  const { status, stdout } = spawnSync(program, options, { encoding: "utf8", timeout: 10_000 });
  return status === 0 ? stdout : "";
}
