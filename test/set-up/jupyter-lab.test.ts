import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { expect, test } from "vitest";
import { jupyterLabCommand } from "../../lib/set-up/jupyter-lab.mjs";

function options(given: string[], environment: NodeJS.ProcessEnv, isRoot = false, platform: NodeJS.Platform = "linux") {
  return jupyterLabCommand("/clone", given, environment, isRoot, platform).command;
}

test("the user's options come last, and so count", () => {
  expect(options(["--no-browser", "--port", "8890"], { DISPLAY: ":0" }).slice(-3)).toEqual([
    "--no-browser",
    "--port",
    "8890",
  ]);
});

test("root is allowed to run it", () => {
  expect(options([], {}, true)).toContain("--allow-root");
  expect(options([], {}, false)).not.toContain("--allow-root");
});

test.each([
  ["linux", { DISPLAY: ":0" }, true],
  ["linux", { WAYLAND_DISPLAY: "wayland-0" }, true],
  ["linux", {}, false],
  ["linux", { SSH_CONNECTION: "here there", BROWSER: "/editor/open-at-home" }, true],
  ["darwin", {}, true],
  ["darwin", { SSH_CONNECTION: "here there" }, false],
] as const)("on %s with %o a browser is opened: %s", (platform, environment, opened) => {
  expect(options([], environment, false, platform).includes("--no-browser")).toBe(!opened);
});

test("kernels find the clone's own Python programs first", () => {
  expect(jupyterLabCommand("/clone", [], { PATH: "/usr/bin" }).env.PATH).toBe("/clone/.venv/bin:/usr/bin");
});

test("JupyterLab prints its address, asks for the token, and ends at once at Ctrl-C", async () => {
  const program = `
    const { runJupyterLab } = await import(${JSON.stringify(path.resolve("lib/set-up/jupyter-lab.mjs"))});
    process.exitCode = await runJupyterLab(${JSON.stringify(process.cwd())}, ["--no-browser", "--port", "18888"]);
  `;
  const jupyterLab = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [jupyterLab.stdout, jupyterLab.stderr]) stream.on("data", (text) => (printed += text));
  const address = /http:\/\/127\.0\.0\.1:\d+\/lab\/tree\/notebooks\/00-index\.ipynb\?token=\w+/;
  await expect.poll(() => printed, { timeout: 30_000 }).toMatch(address);

  const url = new URL(address.exec(printed)?.[0] ?? "");
  expect((await fetch(url)).status).toBe(200);
  expect((await fetch(new URL("/api/contents", url))).status).toBe(403);

  jupyterLab.kill("SIGINT");
  expect(await once(jupyterLab, "exit")).toEqual([0, null]);
  await expect(fetch(url)).rejects.toThrow();
  expect(printed).not.toMatch("[y/N]");
});
