import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { bringNpmPackage, type NpmPackage } from "../../../lib/model/pretrained/npm-package";
import { scratchFolder } from "../../scratch-folder";
import { type NpmRegistry, serveNpmPackage } from "./npm-registry";

const scratch = scratchFolder();
const { signal } = new AbortController();
let registry: NpmRegistry;
let faces: NpmPackage;

beforeAll(async () => {
  const files = { "package.json": "{}", "models/eyes.bin": "eyes", "models/nose.bin": "nose", LICENSE: "free" };
  registry = await serveNpmPackage("@people/faces", "1.2.3", files);
  const { integrity } = registry;
  faces = { name: "@people/faces", version: "1.2.3", integrity, bytes: 400, files: ["models/eyes.bin", "LICENSE"] };
});
beforeEach(() => {
  vi.stubEnv("npm_config_registry", registry.url);
  vi.stubEnv("npm_config_fetch_retries", "0");
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await registry.close();
});

test("a package comes from the user's registry; its wanted files are unpacked, and no others", async () => {
  const folder = path.join(scratch, "whole");
  const progress: number[][] = [];
  await bringNpmPackage(faces, folder, { signal, onProgress: (...state) => progress.push(state) });
  expect((await readdir(folder)).sort()).toEqual(["LICENSE", "eyes.bin", "npm"]);
  expect(await readFile(path.join(folder, "eyes.bin"), "utf8")).toBe("eyes");
  expect(progress.at(-1)).toEqual([400, 400]);
});

test("another package than the one that is meant is not unpacked", async () => {
  const folder = path.join(scratch, "other");
  const meant = { ...faces, integrity: `sha512-${"A".repeat(86)}==` };
  await expect(bringNpmPackage(meant, folder, { signal })).rejects.toThrow(
    `The package @people/faces 1.2.3 that npm's registry sent is not the one that is meant (its checksum is ${registry.integrity}, not sha512-AAAA`,
  );
  expect(await readdir(folder)).toEqual(["npm"]);
});

test("a file that the package does not have, and a package that the registry does not have, are told of", async () => {
  const nose = { ...faces, files: ["LICENSE", "models/ears.bin"] };
  await expect(bringNpmPackage(nose, path.join(scratch, "ears"), { signal })).rejects.toThrow(
    "The package @people/faces has no file models/ears.bin.",
  );
  const strangers = { ...faces, name: "strangers" };
  await expect(bringNpmPackage(strangers, path.join(scratch, "none"), { signal })).rejects.toThrow(
    /^npm could not fetch strangers 1\.2\.3 \(E404: .*Not Found.*\): see to npm's settings, then run it again\.$/,
  );
});

test("without a network it says so", async () => {
  vi.stubEnv("npm_config_registry", "http://127.0.0.1:9");
  await expect(bringNpmPackage(faces, path.join(scratch, "alone"), { signal })).rejects.toThrow(
    "There is no way to npm's registry for @people/faces 1.2.3 (ECONNREFUSED): check the network and npm's proxy settings, then run it again.",
  );
});

test("stopped, it ends at once with the reason", async () => {
  const stop = new AbortController();
  const bringing = bringNpmPackage(faces, path.join(scratch, "stopped"), { signal: stop.signal });
  setTimeout(() => stop.abort(new Error("enough")), 50);
  await expect(bringing).rejects.toThrow("enough");
});
