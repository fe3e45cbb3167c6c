import { expect, test } from "vitest";
import { choosePrecision } from "../../../lib/engine/device/choose-precision";

test("the precision asked for is taken, and auto takes one", () => {
  expect(choosePrecision("float32")).toBe("float32");
  expect(choosePrecision("bfloat16")).toBe("bfloat16");
  expect(["float32", "bfloat16"]).toContain(choosePrecision("auto"));
});
