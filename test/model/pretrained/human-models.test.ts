import { lstat, mkdir, readdir, readFile, readlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { findHumanModels, humanModels } from "../../../lib/model/pretrained/human-models";
import { scratchFolder } from "../../scratch-folder";
import { serveNpmPackage } from "./npm-registry";

const scratch = scratchFolder();

beforeEach(() => {
  vi.stubEnv("WORKBOOK_CACHE", "");
  vi.stubEnv("npm_config_registry", "http://127.0.0.1:9"); // nobody is there
  vi.stubEnv("npm_config_fetch_retries", "0");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test("what will be fetched is said first; what fails leaves nothing and can be tried again", async () => {
  const parent = path.join(scratch, "failed");
  const said: string[] = [];
  const bring = () => humanModels({ parent, say: (text) => said.push(text) });
  await expect(bring()).rejects.toThrow("There is no way to npm's registry for @vladmandic/human 3.3.6 (ECONNREFUSED)");
  const registry = await serveNpmPackage("@vladmandic/human", "3.3.6", { LICENSE: "another's" });
  vi.stubEnv("npm_config_registry", registry.url);
  await expect(bring()).rejects.toThrow("is not the one that is meant");
  await registry.close();
  const announcement =
    "The models of @vladmandic/human 3.3.6 (MIT license) are fetched from npm's registry, once: 29 MB, of which 8 MB are kept in ";
  expect(said).toEqual(Array(2).fill(`${announcement}${path.join(parent, "human-3.3.6")}.`));
  expect(await readdir(parent)).toEqual([]);
  expect(findHumanModels(parent)).toBeUndefined();
});

test("models that are there, in the clone or in the cache of several clones, are not fetched", async () => {
  const cache = path.join(scratch, "cache");
  await mkdir(path.join(cache, "human-3.3.6"), { recursive: true });
  await writeFile(path.join(cache, "human-3.3.6", "LICENSE"), "MIT");
  const parent = path.join(scratch, "clone");
  vi.stubEnv("WORKBOOK_CACHE", cache);
  const say = vi.fn();
  const folder = await humanModels({ parent, say });
  expect(folder).toBe(path.join(parent, "human-3.3.6"));
  expect(await readlink(folder)).toBe(path.join(cache, "human-3.3.6"));
  vi.stubEnv("WORKBOOK_CACHE", "");
  expect(await humanModels({ parent, say })).toBe(folder);
  expect(say).not.toHaveBeenCalled();
});

test("a link to the cache that one process has made stays as it is when another comes", async () => {
  const cache = path.join(scratch, "shared");
  await mkdir(path.join(cache, "human-3.3.6"), { recursive: true });
  await writeFile(path.join(cache, "human-3.3.6", "LICENSE"), "MIT");
  const parent = path.join(scratch, "two-at-once");
  vi.stubEnv("WORKBOOK_CACHE", cache);
  const bring = async () => {
    const folder = await humanModels({ parent, say: () => {} });
    return (await lstat(folder, { bigint: true })).ctimeNs;
  };
  const [made, found] = await Promise.all([bring(), bring()]);
  expect(found).toBe(made);
});

test.skipIf(findHumanModels() === undefined)(
  "where they have been fetched, as .ci/run does: two graph models with their weights, and the license",
  async () => {
    const folder = findHumanModels() ?? "";
    expect((await readdir(folder)).sort()).toEqual([
      "LICENSE",
      "blazeface.bin",
      "blazeface.json",
      "faceres.bin",
      "faceres.json",
    ]);
    expect(await readFile(path.join(folder, "LICENSE"), "utf8")).toMatch(
      /^MIT License\s+Copyright \(c\) Vladimir Mandic/,
    );
    for (const name of ["blazeface", "faceres"]) {
      const { format } = JSON.parse(await readFile(path.join(folder, `${name}.json`), "utf8"));
      expect(format).toBe("graph-model");
    }
  },
);
