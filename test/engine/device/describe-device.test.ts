import { expect, test } from "vitest";
import { describeDevice } from "../../../lib/engine/device/describe-device";
import { parseGpu } from "../../../lib/engine/device/gpu";
import { fastestPrecision } from "../../../lib/engine/device/precision";

const versions = { tensorflow: "2.21.0", cuda: "12.9" };
const hopper = { gpu: parseGpu("NVIDIA H100 80GB HBM3, 81559, 9.0\n"), features: new Set<string>() };
const turing = { gpu: parseGpu("Tesla T4, 15360, 7.5\n"), features: new Set(["avx512_bf16"]) };
const none = { gpu: undefined, features: new Set<string>() };

test("a GPU is what nvidia-smi says", () => {
  expect(hopper.gpu).toEqual({ name: "NVIDIA H100 80GB HBM3", memory: 81559 * 2 ** 20, computeCapability: 9 });
  expect(parseGpu("NVIDIA GB10, [N/A], 12.1")?.memory).toBeNaN();
  expect(parseGpu("No devices were found\n")).toBeUndefined();
});

test("bfloat16 is for what computes in it, and the GPU's word counts before the processor's", () => {
  expect(fastestPrecision(true, hopper)).toBe("bfloat16");
  expect(fastestPrecision(false, hopper)).toBe("float32");
  expect(fastestPrecision(true, turing)).toBe("float32");
  expect(fastestPrecision(false, turing)).toBe("bfloat16");
  expect(fastestPrecision(true, none)).toBe("float32"); // a GPU of which nothing is known
});

test("what TensorFlow runs on is said in a sentence", () => {
  expect(describeDevice(true, versions, hopper)).toBe(
    "TensorFlow 2.21.0 runs on NVIDIA H100 80GB HBM3 (86 GB), CUDA 12.9, in bfloat16.",
  );
  expect(describeDevice(true, versions, none)).toBe("TensorFlow 2.21.0 runs on an NVIDIA GPU, CUDA 12.9, in float32.");
  expect(describeDevice(false, versions, none)).toBe(
    "TensorFlow 2.21.0 found no NVIDIA GPU and runs on the processor, in float32.",
  );
  expect(describeDevice(false, versions, turing)).toMatch(/could not take Tesla T4 .*and runs on the processor/);
});
