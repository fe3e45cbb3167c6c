import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { isComplete, replaceStore, unfinishedFolder } from "../../../lib/images/store/store-files";
import { storeSource } from "../../../lib/images/store/store-source";
import { scratchFolder } from "../../scratch-folder";

const names = ["rejected.csv", "store.json", "train.csv", "train.npy", "val.csv", "val.npy"];
const order = ["train.npy", "val.npy", "rejected.csv", "train.csv", "val.csv", "store.json"];

/** A folder with an old store, and a new one complete in it. */
function stores() {
  const folder = scratchFolder();
  const complete = path.join(folder, "complete");
  mkdirSync(complete);
  for (const name of names) {
    writeFileSync(path.join(folder, name), "old");
    writeFileSync(path.join(complete, name), "new");
  }
  return { folder, complete };
}

test("only the store's own files are replaced", async () => {
  const { folder, complete } = stores();
  writeFileSync(path.join(folder, "faces.csv"), "mine");
  await replaceStore(folder, complete);
  for (const name of names) expect(readFileSync(path.join(folder, name), "utf8")).toBe("new");
  expect(readFileSync(path.join(folder, "faces.csv"), "utf8")).toBe("mine");
  expect(existsSync(complete)).toBe(false);
});

test.each([0, 1, 2, 3, 4, 5, 6])("cut off with %d files in their places, it is finished later", async (count) => {
  const { folder, complete } = stores();
  for (const name of order.slice(0, count)) renameSync(path.join(complete, name), path.join(folder, name));
  await replaceStore(folder, complete);
  for (const name of names) expect(readFileSync(path.join(folder, name), "utf8")).toBe("new");
});

test("a failure leaves no split that mixes old and new", async () => {
  const { folder, complete } = stores();
  // A folder cannot be replaced by a file.
  rmSync(path.join(folder, "val.npy"));
  mkdirSync(path.join(folder, "val.npy", "in the way"), { recursive: true });
  await expect(replaceStore(folder, complete)).rejects.toThrow();
  for (const name of ["store.json", "train.csv", "val.csv"]) expect(existsSync(path.join(folder, name))).toBe(false);
});

test("the folder of unfinished work is found again, that of other work removed", async () => {
  const folder = scratchFolder();
  const fingerprint = { metadata: "a", pictures: "b" };
  const source = storeSource({ imageSize: 8, faceMargin: null }, { seed: 1 }, fingerprint);
  const first = await unfinishedFolder(folder, source);
  expect(first.begun).toBe(false);
  writeFileSync(first.journal, `${JSON.stringify(source)}\n`);
  const again = await unfinishedFolder(folder, { ...source, selection: { seed: 2 } });
  expect(again).toMatchObject({ folder: first.folder, begun: true, discarded: undefined });
  expect(isComplete(first.folder)).toBe(false);
  const other = await unfinishedFolder(folder, { ...source, options: { imageSize: 9, faceMargin: null } });
  expect(other).toMatchObject({ begun: false, discarded: source });
  expect(readdirSync(folder)).toEqual([path.basename(other.folder)]);
});
