import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, readlinkSync, realpathSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Cmd, Copy, From } from "dockerfile-ast";
import { afterAll, expect, test } from "vitest";
import { DockerBuild, isLetThrough, sourcesOf, wordsOf } from "./docker-build";

// TensorFlow's library is the one that this clone has: the image's own is fetched the same way, as other tests see.
const cache = path.dirname(realpathSync("var/tensorflow"));
const hasProcessorBuild = !path.basename(cache).startsWith("tensorflow-gpu");
const docker = new DockerBuild("Dockerfile.gpu", {
  ENGINE: "cpu",
  WORKBOOK_CACHE: hasProcessorBuild ? cache : path.dirname(cache),
});
const { instructions } = docker;
let server: ChildProcess | undefined;

afterAll(async () => {
  server?.kill("SIGTERM");
  if (server?.exitCode === null) await new Promise((resolve) => server?.once("exit", resolve));
  docker.remove();
});

test("it copies what is there and what .dockerignore lets through", () => {
  const sources = instructions.flatMap((instruction) => (instruction instanceof Copy ? sourcesOf(instruction) : []));
  expect(sources).toEqual(expect.arrayContaining(["package-lock.json", "requirements.txt", "lib", "notebooks"]));
  expect(sources.filter((file) => !isLetThrough(file))).toEqual([]);
  expect(isLetThrough("node_modules")).toBe(false);
  expect(isLetThrough("var")).toBe(false);
});

test("it starts from a slim Node and is no root's", () => {
  const [from] = instructions;
  expect(from instanceof From && from.getImage()).toMatch(/^node:2[024]-\w+-slim$/);
  const users = instructions.filter((instruction) => instruction.getKeyword() === "USER");
  expect(users.map((user) => user.getArgumentsContent())).toEqual(["node"]);
});

test("its steps make a workbook whose JupyterLab starts, asks for its token, and is healthy", {
  timeout: 300_000,
}, async () => {
  docker.takeNodePackages();
  docker.build();
  expect(existsSync(docker.path("data/synthetic/synthetic.mat"))).toBe(true);
  expect(readlinkSync(docker.path("var/tensorflow"))).toContain("tensorflow-cpu-");

  const port = await freePort();
  const command = wordsOf(instructions.filter((instruction) => instruction instanceof Cmd).at(-1) ?? nothing("CMD"));
  const check = instructions.find((instruction) => instruction.getKeyword() === "HEALTHCHECK");
  const [, probeWords = nothing("HEALTHCHECK")] = /^CMD (\[.*\])$/.exec(check?.getArgumentsContent() ?? "") ?? [];
  const probe: string[] = JSON.parse(probeWords);
  const here = (words: string[]) => words.map((word) => word.replaceAll("8888", `${port}`));
  const options = { cwd: docker.path("."), env: docker.environment() };
  const isHealthy = () => {
    const [program = "", ...rest] = here(probe);
    return spawnSync(program, rest, options).status === 0;
  };
  expect(isHealthy()).toBe(false);
  const [program = "", ...rest] = here(command);
  server = spawn(program, rest, { ...options, stdio: "ignore" });
  while (!isHealthy() && server.exitCode === null) await sleep(200);
  expect(server.exitCode).toBeNull();
  expect((await fetch(`http://127.0.0.1:${port}/api/contents`)).status).toBe(403);
});

function nothing(keyword: string): never {
  throw new Error(`Dockerfile.gpu has no ${keyword}`);
}

async function freePort(): Promise<number> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const address = listener.address();
  await new Promise((resolve) => listener.close(resolve));
  return typeof address === "object" && address !== null ? address.port : nothing("port");
}
