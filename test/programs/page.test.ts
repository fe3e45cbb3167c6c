import { existsSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { sharedCnn } from "../../lib/model/networks/shared-cnn";
import { findHumanModels } from "../../lib/model/pretrained/human-models";
import { saveModel } from "../../lib/model/saving/layers-model";
import { scratchFolder } from "../scratch-folder";
import { runProgram } from "./run-program";

const folder = scratchFolder();

beforeAll(async () => {
  const model = sharedCnn({ imageSize: 8, filters: [4, 4, 4], units: 8, headUnits: 8 });
  await saveModel(model, path.join(folder, "model"));
  model.dispose();
});

test("what is missing is named before anything is made", async () => {
  const args = ["--model-dir", "none", "--output-dir", "page", "--dataset", "nowhere"];
  const { code, stderr } = await runProgram("page", args, folder);
  expect(code).toBe(1);
  expect(stderr).toContain(`There is no file or folder ${path.join(folder, "nowhere")}`);
  expect(existsSync(path.join(folder, "page"))).toBe(false);
});

describe.skipIf(findHumanModels() === undefined)("where the detector is", () => {
  test("makes a page, says how large it is, and serves it until Ctrl-C", async () => {
    const args = ["--model-dir", "model", "--output-dir", "page", "--serve"];
    const { code, stdout, stderr } = await runProgram("page", args, folder, (said) => said.includes("until Ctrl-C"));
    expect(stdout).toContain(`The page is ${path.join(folder, "page")}, 2.`); // megabytes: TensorFlow.js and the detector
    expect(stdout).toMatch(/served at http:\/\/127\.0\.0\.1:\d+\/ until Ctrl-C/);
    expect(stderr).toContain("The page is not served any more.");
    expect(code).toBe(0);
    expect(existsSync(path.join(folder, "page", "index.html"))).toBe(true);
  });
});
