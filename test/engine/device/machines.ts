import { parseGpu } from "../../../lib/engine/device/gpu";

export const hopper = { gpu: parseGpu("NVIDIA H100 80GB HBM3, 81559, 9.0\n"), features: new Set<string>() };
export const turing = { gpu: parseGpu("Tesla T4, 15360, 7.5\n"), features: new Set(["avx512_bf16"]) };
export const none = { gpu: undefined, features: new Set<string>() };
