import { expect, test } from "vitest";
import { parseGpu } from "../../../lib/engine/device/gpu";
import { fastestPrecision } from "../../../lib/engine/device/precision";
import { hopper, none, turing } from "./machines";

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
