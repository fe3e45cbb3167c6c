import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { isRunning } from "../is-running";
import { kernelFile, startKernel } from "./jupyter-client";

test("a kernel works in the project's root, wherever it was started", async () => {
  const kernel = await startKernel({ cwd: tmpdir() });
  const { outputs } = await kernel.execute('import { escapeHtml } from "./lib/display/escape-html";\nescapeHtml("<")');
  expect(outputs).toMatchObject([{ data: { "text/plain": "'&#60;'" } }]);
  expect((await kernel.execute("process.cwd()")).outputs).toMatchObject([
    { data: { "text/plain": `'${resolve(".")}'` } },
  ]);
  await kernel.shutdown();
});

test("a shutdown is answered and ends the process, whatever still runs in it", async () => {
  const kernel = await startKernel();
  void kernel.execute("setInterval(() => {}, 1000);\nfor (;;) await new Promise((done) => setTimeout(done, 10));");
  const ended = new Promise((done) => kernel.process.once("exit", done));
  const { reply } = await kernel.request("shutdown_request", { restart: true }, "control");
  expect(reply).toEqual({ status: "ok", restart: true });
  expect(await ended).toBe(0);
  await kernel.shutdown();
});

test("a kernel ends when the process that started it is gone", async () => {
  const folder = mkdtempSync(join(tmpdir(), "starter-"));
  const starter = join(folder, "starter.sh");
  writeFileSync(starter, `#!/bin/sh\n"${process.execPath}" "$@"\nexit\n`, { mode: 0o755 });
  const kernel = await startKernel({ command: [starter, kernelFile] });
  const { outputs } = await kernel.execute("console.log(process.pid)");
  const pid = Number(outputs[0]?.output_type === "stream" && outputs[0].text);
  expect(isRunning(pid)).toBe(true);
  kernel.process.kill("SIGKILL");
  while (isRunning(pid)) await new Promise((resume) => setTimeout(resume, 100));
  rmSync(folder, { recursive: true });
});
