import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, statSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { catalog } from "../../lib/dataset/download/catalog";
import { dropAfter, type FileServer, serveFile, stallAfter } from "../dataset/download/file-server";
import { runProgram } from "./run-program";

let home: string;
let server: FileServer;
const content = randomBytes(100_000);

beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), "download-"));
});
afterAll(() => rm(home, { recursive: true }));
beforeEach(async () => {
  server = await serveFile(content);
  vi.stubEnv("FETCH_FROM", server.url);
  vi.stubEnv("NODE_OPTIONS", `--import=${path.resolve("test/programs/fetch-from-here.mjs")}`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

test("lists what there is, with where it is, how large, and on what terms, and asks no server", async () => {
  const { code, stdout } = await runProgram("download", ["--list"]);
  expect(code).toBe(0);
  for (const [name, entry] of Object.entries(catalog)) {
    expect(stdout).toContain(`${name}\n${entry.title} (${entry.size}): `);
    expect(stdout).toContain(entry.url);
    expect(stdout).toContain(entry.terms);
  }
  expect(server.requests).toEqual([]);
});

test("says which data sets there are when it is told none, or another", async () => {
  const none = await runProgram("download", []);
  expect(none).toMatchObject({ code: 1, stderr: "Which data set? npm run download -- imdb | wiki | imdb-meta\n" });
  const other = await runProgram("download", ["celeba"]);
  expect(other.code).toBe(1);
  expect(other.stderr).toContain("Allowed choices are imdb, wiki, imdb-meta.");
});

test("keeps a data set that is there", async () => {
  const folder = path.join(home, "imdb_crop");
  await mkdir(folder);
  await writeFile(path.join(folder, "imdb.mat"), "");
  expect(await runProgram("download", ["imdb", "--folder", "."], home)).toEqual({
    code: 0,
    stdout: `${folder} is a data set, with its metadata in ${path.join(folder, "imdb.mat")}.\n`,
    stderr: `${folder} is there already.\n`,
  });
  expect(server.requests).toEqual([]);
});

test("refuses a file that is not as long as that of the catalog, after it has shown the terms", async () => {
  const { code, stderr } = await runProgram("download", ["imdb", "--folder", "far"], home);
  expect(code).toBe(1);
  expect(stderr).toContain(catalog.imdb.terms);
  expect(stderr).toContain(
    `${catalog.imdb.url} is not the expected file: it is 100000 bytes long instead of 7012157440.`,
  );
  expect(existsSync(path.join(home, "far/imdb_crop"))).toBe(false);
});

test("Ctrl-C stops it, and started again it continues; what is not the expected file is not kept", async () => {
  const partial = path.join(home, "wiki_crop.download/wiki_crop.tar.part");
  server.answers = [dropAfter(60_000, partial), stallAfter(0)];
  const args = ["wiki", "--folder", "."];
  const first = await runProgram("download", args, home, (_, stderr) => stderr.includes("Trying again"));
  expect(first.code).toBe(1);
  expect(first.stderr).toContain("Trying again in 1 s: the connection broke: ");
  expect(first.stderr).toContain("Stopped. What has arrived is kept: run it again to go on.\n");
  expect(statSync(partial).size).toBe(60_000);

  server.answers = [];
  const second = await runProgram("download", args, home);
  // What came in two parts is not the file of the catalog, and neither is what then comes in one.
  expect(server.requests.slice(-2).map(({ range }) => range)).toEqual(["bytes=60000-", undefined]);
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(/Downloading: 100 kB in .*\nChecking: 100 kB in /);
  expect(second.stderr).toContain(`instead of ${catalog.wiki.md5}. It was removed`);
  expect(readdirSync(home)).not.toContain("wiki_crop");
  expect(readdirSync(path.join(home, "wiki_crop.download"))).toEqual([]);
});
