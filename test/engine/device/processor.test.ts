import { expect, test } from "vitest";
import { featuresOf } from "../../../lib/engine/device/processor";

test("a processor's features are found in what Linux says of it", () => {
  const intel = "processor\t: 0\nflags\t\t: fpu avx512_bf16 amx_bf16 amx_tile\nbugs\t\t: spectre\n";
  expect(featuresOf(intel)).toEqual(new Set(["fpu", "avx512_bf16", "amx_bf16", "amx_tile"]));
  expect(featuresOf("Features\t: fp asimd bf16\n").has("bf16")).toBe(true);
  expect(featuresOf("").has("avx512_bf16")).toBe(false);
});
