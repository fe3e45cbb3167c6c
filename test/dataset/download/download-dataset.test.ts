import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { CatalogEntry } from "../../../lib/dataset/download/catalog";
import { downloadDataset } from "../../../lib/dataset/download/download-dataset";
import { openDataset } from "../../../lib/dataset/formats/dataset-folder";
import { readMetadata } from "../../../lib/dataset/formats/metadata";
import * as lock from "../../../lib/files/lock.mjs";
import { tarBytes } from "../../files/tar-bytes";
import { scratchFolder } from "../../scratch-folder";
import { type FileServer, serveFile, stallAfter } from "./file-server";
import { smallArchive, smallEntry } from "./small-dataset";

const home = scratchFolder();
const parent = path.join(home, "data");
const folder = path.join(parent, "small_crop");

let archive: Buffer;
let server: FileServer;
let entry: CatalogEntry;
let said: string[];
beforeAll(async () => {
  archive = await smallArchive();
});
beforeEach(async () => {
  server = await serveFile(archive, "small_crop.tar");
  entry = smallEntry(server.url, archive);
  said = [];
});
afterEach(async () => {
  vi.restoreAllMocks();
  await server.close();
  rmSync(parent, { recursive: true, force: true });
});

function download(changes: Partial<CatalogEntry> = {}) {
  return downloadDataset({ ...entry, ...changes }, { parent, say: (text) => said.push(text) });
}

function expectWhole() {
  expect(readdirSync(parent)).toEqual(["small_crop"]);
  const { source } = openDataset(folder);
  const paths = readMetadata(source).array("full_path");
  expect(paths).toHaveLength(200);
  for (const name of paths) expect(statSync(path.join(folder, String(name))).size).toBe(2000);
}

function expectNothingThatLooksWhole() {
  expect(existsSync(folder)).toBe(false);
  expect(() => openDataset(`${folder}.download`)).toThrow();
}

test("a data set is there whole, where it is expected, with a record of where it came from", async () => {
  const dataset = await download();
  expect(dataset).toEqual({ name: "small_crop", kind: "imdb-wiki", source: path.join(folder, "small.mat") });
  expectWhole();
  expect(JSON.parse(readFileSync(path.join(folder, "download.json"), "utf8"))).toEqual({
    url: server.url,
    length: archive.length,
    md5: entry.md5,
  });
});

test("the terms of use are shown before the server is asked for anything", async () => {
  const saidBefore: string[] = [];
  server.answers = [
    (_, response) => {
      saidBefore.push(...said);
      response.writeHead(404).end();
    },
  ];
  await expect(download()).rejects.toThrow("404");
  expect(saidBefore).toEqual([
    `A small data set (0.5 MB): 200 pictures of noise and small.mat.\nArchive: ${server.url}\n` +
      "Terms of use, from http://127.0.0.1/: Free for all.",
  ]);
  expectNothingThatLooksWhole();
});

test("a data set that is there stays as it is", async () => {
  await download();
  writeFileSync(path.join(folder, "mine.txt"), "mine");
  said = [];
  await download();
  expect(said).toEqual([`${folder} is there already.`]);
  expect(server.requests).toHaveLength(1);
  expect(readFileSync(path.join(folder, "mine.txt"), "utf8")).toBe("mine");
});

test("a folder that is there and no data set is an error", async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "mine.txt"), "mine");
  await expect(download()).rejects.toThrow(`The folder ${folder} has no .mat file`);
  expect(server.requests).toEqual([]);
});

test("a file or a link to nowhere in the folder's place is an error before anything is downloaded", async () => {
  mkdirSync(parent);
  writeFileSync(folder, "mine");
  await expect(download()).rejects.toThrow(`${folder} is in the way`);
  rmSync(folder);
  symlinkSync(path.join(home, "nowhere"), folder);
  await expect(download()).rejects.toThrow(`${folder} is in the way`);
  expect(server.requests).toEqual([]);
});

test("an empty folder is filled", async () => {
  mkdirSync(folder, { recursive: true });
  await download();
  expectWhole();
});

test("an archive that holds another folder, or no .mat file, is an error", async () => {
  await expect(download({ folder: "other_crop" })).rejects.toThrow("does not hold the data set other_crop");
  expect(readdirSync(parent)).toEqual(["other_crop.download"]);
  expect(readdirSync(path.join(parent, "other_crop.download"))).toEqual(["small_crop.tar"]);

  const content = await tarBytes([{ name: "small_crop/1.jpg", content: "1" }]);
  server.file = { content };
  await expect(download(smallEntry(server.url, content))).rejects.toThrow(
    `${path.join(`${folder}.download`, "small_crop.tar")}, from ${server.url}, does not hold the data set small_crop`,
  );
  expectNothingThatLooksWhole();
});

describe("a download that is killed", () => {
  test.each([
    ["Downloading", 2],
    ["Checking", 1],
    ["Unpacking", 1],
  ])("while it is %s leaves nothing that looks whole, and continues", async (stage, requests) => {
    // It stalls for good in the second half of the first download, so that the kill comes before the end.
    if (stage === "Downloading") server.answers = [stallAfter(Math.ceil(archive.length / 2))];
    const program = ["--import", "tsx", "test/dataset/download/killed-download.ts"];
    const child = spawn(process.execPath, [...program, JSON.stringify(entry), parent, stage], { stdio: "inherit" });
    expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
    expect(readdirSync(parent).sort()).toEqual(["small_crop.download", "small_crop.download.lock"]);
    expectNothingThatLooksWhole();

    await download();
    expectWhole();
    expect(server.requests).toHaveLength(requests);
    if (requests === 2) expect(server.requests[1]?.range).toBe(`bytes=${Math.ceil(archive.length / 2)}-`);
  });
});

test("two downloads of a data set are not made at once", async () => {
  const stop = new AbortController();
  server.answers = [stallAfter(1000)];
  const arrival = new EventEmitter();
  const progress = () => (done: number) => arrival.emit(String(done));
  const first = downloadDataset(entry, { parent, say: () => {}, progress, signal: stop.signal });
  await once(arrival, "1000");
  await expect(download()).rejects.toThrow(`${folder} is being downloaded already`);
  stop.abort();
  await expect(first).rejects.toThrow("Stopped. What has arrived is kept: run it again to go on.");
  await download();
  expectWhole();
});

test("what another download brings, between the look for it and the lock, is not downloaded again", async () => {
  const brought = path.join(home, "brought");
  await downloadDataset(entry, { parent: brought, say: () => {} });
  server.requests.length = 0;
  const say = (text: string) => {
    if (said.push(text) === 1) cpSync(brought, parent, { recursive: true });
  };
  await downloadDataset(entry, { parent, say });
  expect(said[1]).toBe(`${folder} is there already.`);
  expect(server.requests).toEqual([]);
  expectWhole();
});

test("the working folder is removed before the lock is given back: then it may be another's", async () => {
  const { withLock } = lock;
  const leftInTheEnd: string[] = [];
  vi.spyOn(lock, "withLock").mockImplementation((file, options, task) =>
    withLock(file, options, async () => {
      const result = await task(() => {});
      leftInTheEnd.push(...readdirSync(parent));
      return result;
    }),
  );
  await download();
  expect(leftInTheEnd.sort()).toEqual(["small_crop", "small_crop.download.lock"]);
});
