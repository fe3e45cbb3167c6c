import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { makeUnfinishedFolder, readFingerprint, replaceStore, writeFingerprint } from "../../lib/images/store-files";
import { temporaryFolder } from "./temporary-folder";

const names = ["rejected.csv", "store.json", "train.csv", "train.npy", "val.csv", "val.npy"];

test("only the store's own files are replaced", async () => {
  const folder = temporaryFolder();
  const complete = path.join(folder, "complete");
  mkdirSync(complete);
  for (const name of names) {
    writeFileSync(path.join(folder, name), "old");
    writeFileSync(path.join(complete, name), "new");
  }
  writeFileSync(path.join(folder, "faces.csv"), "mine");
  await replaceStore(folder, complete);
  for (const name of names) expect(readFileSync(path.join(folder, name), "utf8")).toBe("new");
  expect(readFileSync(path.join(folder, "faces.csv"), "utf8")).toBe("mine");
});

test.each(names)(
  "cut off for want of the new %s, no split mixes old and new, and none of the old is left",
  async (missing) => {
    const folder = temporaryFolder();
    const complete = path.join(folder, "complete");
    mkdirSync(complete);
    for (const name of names) {
      writeFileSync(path.join(folder, name), "old");
      if (name !== missing) writeFileSync(path.join(complete, name), "new");
    }
    await expect(replaceStore(folder, complete)).rejects.toThrow();
    for (const name of names.filter((file) => existsSync(path.join(folder, file)))) {
      expect(readFileSync(path.join(folder, name), "utf8")).toBe("new");
    }
    expect(existsSync(path.join(folder, "store.json"))).toBe(false);
    expect(existsSync(path.join(folder, "val.csv"))).toBe(missing === "store.json");
  },
);

test("what killed runs have left is removed an hour later, other folders never", async () => {
  const folder = temporaryFolder();
  const left = [".unfinished-old", ".unfinished-new", ".unfinished-written-to", "mine"].map((name) =>
    path.join(folder, name),
  );
  for (const name of left) {
    mkdirSync(name);
    writeFileSync(path.join(name, "train.npy"), "");
    const changed = Date.now() / 1000 - (name.endsWith("new") ? 60 : 7200);
    utimesSync(path.join(name, "train.npy"), changed, name.endsWith("written-to") ? Date.now() / 1000 : changed);
    utimesSync(name, changed, changed);
  }
  const made = path.basename(await makeUnfinishedFolder(folder));
  expect(readdirSync(folder).sort()).toEqual([".unfinished-new", ".unfinished-written-to", made, "mine"].sort());
});

test("a fingerprint is read back; where there is none, nothing is", async () => {
  const folder = temporaryFolder();
  expect(await readFingerprint(folder)).toBeUndefined();
  await writeFingerprint(folder, "abc");
  expect(await readFingerprint(folder)).toBe("abc");
  writeFileSync(path.join(folder, "store.json"), "{");
  expect(await readFingerprint(folder)).toBeUndefined();
});
