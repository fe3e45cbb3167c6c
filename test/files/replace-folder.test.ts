import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { mkdir, open, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { replaceFolder } from "../../lib/files/replace-folder";
import { scratchFolder } from "../scratch-folder";

const parent = path.join(scratchFolder(), "deep");
const folder = path.join(parent, "faces");

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(parent, { recursive: true, force: true });
});

const writing = (content: string) => async (fresh: string) => {
  await mkdir(path.join(fresh, "00"), { recursive: true });
  await writeFile(path.join(fresh, "00", "1.jpg"), content);
};
const content = () => readFileSync(path.join(folder, "00", "1.jpg"), "utf8");

test("a folder is written, then replaced, and nothing is left beside it", async () => {
  await replaceFolder(folder, writing("one"));
  expect(content()).toBe("one");
  await writeFile(path.join(folder, "2.jpg"), "");
  await replaceFolder(folder, writing("two"));
  expect(content()).toBe("two");
  expect(readdirSync(folder)).toEqual(["00"]);
  expect(readdirSync(parent)).toEqual(["faces"]);
});

test("until the new folder is whole the old one is there, and it stays where the new one fails", async () => {
  await replaceFolder(folder, writing("old"));
  const failing = async (fresh: string) => {
    await writing("half")(fresh);
    expect(content()).toBe("old");
    throw new Error("the disk is full");
  };
  await expect(replaceFolder(folder, failing)).rejects.toThrow("the disk is full");
  await expect(replaceFolder(folder, async () => {})).rejects.toThrow("ENOENT"); // nothing that could take its place
  expect(content()).toBe("old");
  expect(readdirSync(parent)).toEqual(["faces"]);
});

test("what killed processes have left of the same folder is removed, and nothing else", async () => {
  const dead = spawnSync("true").pid;
  const remains = [`.faces.${dead}.tmp`, `.faces.${process.pid}.tmp`];
  const others = [`.faces.${process.ppid}.tmp`, `.faces.old.${dead}.tmp`, `.face.${dead}.tmp`, `faces.${dead}.tmp`];
  for (const name of [...remains, ...others]) await writing("half")(path.join(parent, name, "new"));
  await replaceFolder(folder, async (fresh) => {
    expect(existsSync(fresh)).toBe(false);
    await writing("whole")(fresh);
  });
  expect(content()).toBe("whole");
  expect(readdirSync(parent).sort()).toEqual([...others, "faces"].sort());
});

test("where it is asked for, all is on the disk itself before the folder has its name", async () => {
  await mkdir(parent);
  const handle = await open(parent);
  const synced: boolean[] = [];
  vi.spyOn(Object.getPrototypeOf(handle), "sync").mockImplementation(async () => {
    synced.push(existsSync(folder));
  });
  await handle.close();
  await replaceFolder(folder, writing("one"), { sync: true });
  expect(synced).toEqual([false, false, false, true]); // the folder, the one in it, its file; in the end the parent's list
});
