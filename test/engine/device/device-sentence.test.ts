import { expect, test } from "vitest";
import { deviceSentence } from "../../../lib/engine/device/device-sentence";
import { tensorflowBuild } from "../../../lib/set-up/machine/tensorflow-build.mjs";

const binding = { TF_Version: "2.21.0", isUsingGpuDevice: () => true };

test("the build for GPUs says what it runs on, and with which CUDA", () => {
  const library = `/clone/var/cache/${tensorflowBuild("gpu", "linux", "x64").name}`;
  expect(deviceSentence(binding, library)).toMatch(
    /^TensorFlow 2\.21\.0 runs on .*, CUDA 12\.9, in (float32|bfloat16)\.$/,
  );
  expect(deviceSentence({ ...binding, isUsingGpuDevice: () => false }, library)).toMatch(/ runs on the processor, in /);
});

test("the build for processors has nothing to say", () => {
  const library = `/clone/var/cache/${tensorflowBuild("cpu", "linux", "x64").name}`;
  expect(deviceSentence(binding, library)).toBeUndefined();
});
