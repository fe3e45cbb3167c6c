import { expect, test } from "vitest";
import { nodeVersionProblem } from "../../../lib/set-up/machine/node-version.mjs";

test.each(["20.19.0", "20.20.2", "22.12.0", "24.0.0", "26.1.0"])("Node %s will do", (version) => {
  expect(nodeVersionProblem(version)).toBeUndefined();
});

test.each(["12.22.9", "18.20.4", "20.18.3", "21.7.3", "22.11.0"])("Node %s is refused, with the way out", (version) => {
  expect(nodeVersionProblem(version)).toMatch(`Node ${version} is too old`);
  expect(nodeVersionProblem(version)).toMatch("nvm install");
});
