import { expect, test } from "vitest";
import { deviceSentence } from "../../../lib/engine/device/device-sentence";
import { tensorflowBuild } from "../../../lib/set-up/machine/tensorflow-build.mjs";
import { hopper, none, turing } from "./machines";

const binding = { TF_Version: "2.21.0", isUsingGpuDevice: () => true };

const forGpus = `/clone/var/cache/${tensorflowBuild("gpu", "linux", "x64").name}`;

test("the build for GPUs says what it runs on, and with which CUDA", () => {
  expect(deviceSentence(binding, forGpus)).toMatch(
    /^TensorFlow 2\.21\.0 runs on .*, CUDA 12\.9, in (float32|bfloat16)\.$/,
  );
  expect(deviceSentence(binding, forGpus, hopper)).toBe(
    "TensorFlow 2.21.0 runs on NVIDIA H100 80GB HBM3 (86 GB), CUDA 12.9, in bfloat16.",
  );
  expect(deviceSentence(binding, forGpus, none)).toBe(
    "TensorFlow 2.21.0 runs on an NVIDIA GPU, CUDA 12.9, in float32.",
  );
});

test("the build for GPUs says why it runs on the processor", () => {
  const onProcessor = { ...binding, isUsingGpuDevice: () => false };
  expect(deviceSentence(onProcessor, forGpus, none)).toBe(
    "TensorFlow 2.21.0 found no NVIDIA GPU and runs on the processor, in float32.",
  );
  expect(deviceSentence(onProcessor, forGpus, turing)).toMatch(/could not take Tesla T4 .*and runs on the processor/);
});

test("the build for processors has nothing to say", () => {
  const library = `/clone/var/cache/${tensorflowBuild("cpu", "linux", "x64").name}`;
  expect(deviceSentence(binding, library)).toBeUndefined();
});
