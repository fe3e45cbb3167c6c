import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withRunLock } from "../../../../lib/training/run/run-lock";
import { type RunRecord, writeRun } from "../../../../lib/training/run/run-record";
import { takeInRun } from "../../../../lib/training/sweep/ray/take-in-run";
import { type TarItem, tarBytes } from "../../../files/tar-bytes";

let runsFolder: string;
let archive: string;
beforeEach(async () => {
  runsFolder = await mkdtemp(path.join(os.tmpdir(), "take-in-"));
  archive = path.join(runsFolder, ".archive.tar");
});
afterEach(() => rm(runsFolder, { recursive: true }));

/** A run that is here, with a file of its own. */
async function attempt(state: RunRecord["state"]): Promise<void> {
  const folder = path.join(runsFolder, "seed=1");
  const faces = { name: "", count: 1, fingerprint: "" };
  await mkdir(folder);
  await writeRun(folder, {
    name: "seed=1",
    state,
    started: "2026-01-01T00:00:00.000Z",
    parameters: {},
    network: { name: "", imageSize: 8, weights: 1, initialWeights: "" },
    data: { train: faces, val: faces },
    code: { fingerprint: "" },
    versions: { node: "", tensorflow: "" },
    process: { pid: 1, host: "" },
  });
  await writeFile(path.join(folder, "here"), "");
}

async function takeIn(...items: TarItem[]): Promise<string[]> {
  await writeFile(archive, await tarBytes(items));
  await takeInRun(archive, runsFolder, "seed=1");
  return (await readdir(path.join(runsFolder, "seed=1"))).sort();
}

const away: TarItem[] = [
  { name: "run.json", content: "{}" },
  { name: "best/model.json", content: "{}" },
];

test("a run of another machine gets its place among the runs, and that of an attempt that was not finished", async () => {
  expect(await takeIn(...away)).toEqual(["best", "run.json"]);
  expect(await readdir(runsFolder)).toEqual(["seed=1"]); // no archive, nothing temporary
  await rm(path.join(runsFolder, "seed=1"), { recursive: true });
  await attempt("stopped");
  expect(await takeIn(...away)).toEqual(["best", "run.json"]);
  await rm(path.join(runsFolder, "seed=1"), { recursive: true });
  await mkdir(path.join(runsFolder, "seed=1"));
  await writeFile(path.join(runsFolder, "seed=1", "run.json.1.tmp"), "{"); // killed before it wrote more
  expect(await takeIn(...away)).toEqual(["best", "run.json"]);
});

test("a run that is finished here stays as it is", async () => {
  await attempt("finished");
  expect(await takeIn(...away)).toEqual(["here", "run.json"]);
  expect(await readdir(runsFolder)).toEqual(["seed=1"]);
});

test("a folder that is no run's is left alone", async () => {
  await mkdir(path.join(runsFolder, "seed=1"));
  await writeFile(path.join(runsFolder, "seed=1", "notes"), "");
  await expect(takeIn(...away)).rejects.toThrow("seed=1 is not the folder of a training run");
  expect(await readdir(path.join(runsFolder, "seed=1"))).toEqual(["notes"]);
});

test("a run that is being trained here is left alone", async () => {
  await attempt("stopped");
  await withRunLock(path.join(runsFolder, "seed=1"), async () => {
    await expect(takeIn(...away)).rejects.toThrow("is training the run in");
  });
  expect(await readdir(path.join(runsFolder, "seed=1"))).toEqual(["here", "run.json"]);
});

test("an archive that leads out of its folder is refused, and what was there stays", async () => {
  await attempt("stopped");
  await expect(takeIn({ name: "../evil", content: "" })).rejects.toThrow("leads out");
  await expect(takeIn({ name: "best", type: "symlink", linkname: "/etc" })).rejects.toThrow(
    "neither a file nor a folder",
  );
  expect(await readdir(runsFolder)).toEqual(["seed=1"]);
  expect(existsSync(path.join(runsFolder, "seed=1", "here"))).toBe(true);
  expect(JSON.parse(await readFile(path.join(runsFolder, "seed=1", "run.json"), "utf8")).state).toBe("stopped");
});
