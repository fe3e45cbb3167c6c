import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { tensorflowBuild } from "../../../lib/set-up/machine/tensorflow-build.mjs";
import { progressLine } from "../../../lib/set-up/process/progress-line.mjs";
import { jupyterFiles } from "../../../lib/set-up/steps/jupyter-files.mjs";

test("the kernelspec starts this clone's kernel with this Node, and is written again when it does not", async () => {
  const root = mkdtempSync(path.join(tmpdir(), "jupyter-files-"));
  const step = jupyterFiles({ root, cache: root, build: tensorflowBuild("cpu") });
  expect(step.isDone()).toBe(false);
  await step.run(progressLine(step.title));
  expect(step.isDone()).toBe(true);

  const file = path.join(root, ".venv/share/jupyter/kernels/tslab/kernel.json");
  const kernelspec: unknown = JSON.parse(readFileSync(file, "utf8"));
  expect(kernelspec).toMatchObject({
    argv: [process.execPath, path.join(root, "lib/kernel/kernel.mjs"), "{connection_file}"],
    interrupt_mode: "signal",
  });
  expect(existsSync(path.join(root, ".venv/share/jupyter/lab/settings/overrides.json"))).toBe(true);

  writeFileSync(file, readFileSync(file, "utf8").replace(root, "/where/it/was/before"));
  expect(step.isDone()).toBe(false);
});
