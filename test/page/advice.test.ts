import { expect, test } from "vitest";
import { SpoiledNetwork } from "../../lib/model/prediction/prediction";
import { advice } from "../../lib/page/browser/advice";

test("a visitor is told what a visitor can do", () => {
  expect(advice(new SpoiledNetwork())).toMatch(/^The network computes no numbers \(NaN\). Add \?backend=wasm to/);
  const cause = new Error("models/network.bin did not arrive (404): load the page again");
  const onNode = new Error(`network cannot be read (${cause.message}): remove models, and it is fetched anew`, {
    cause,
  });
  expect(advice(onNode)).toBe("models/network.bin did not arrive (404): load the page again.");
  expect(advice(new Error("This browser has no wasm: try another"))).toBe("This browser has no wasm: try another.");
  expect(advice("aborted")).toBe("aborted");
});
