import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mimeBundle } from "../../../lib/display/display";
import { whatIsHere } from "../../../lib/notebook/course/what-is-here";

let folder: string;
let model: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "what-is-here-"));
  model = path.join("var", "models", `${path.basename(folder)}-16px`);
  writeFileSync(path.join(folder, "faces.csv"), "filename,age,gender\n");
});
afterAll(() => {
  for (const made of [folder, model]) rmSync(made, { recursive: true, force: true });
});

const shown = async () => String((await mimeBundle(whatIsHere(folder, 16)))["text/plain"]);

test("says what there is, and where what is missing comes from", async () => {
  expect(await shown()).toMatch(/^TensorFlow +2\.\d+\.\d+ on the \w+, training in b?float\d+$/m);
  expect(await shown()).toContain(path.join(folder, "faces.csv"));
  expect(await shown()).toMatch(/^their images +not yet: prepared when/m);
  expect(await shown()).toMatch(/^a trained network +not yet: notebook 4 keeps one$/m);
  mkdirSync(model, { recursive: true });
  writeFileSync(path.join(model, "model.json"), "{}");
  expect(await shown()).toMatch(new RegExp(`^a trained network +${model}$`, "m"));
});

test("where there is no data set it says so", () => {
  expect(() => whatIsHere(path.join(folder, "none"), 16)).toThrow(/There is no file or folder/);
});
