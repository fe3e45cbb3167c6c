import { spawnSync } from "node:child_process";
import { existsSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { withLock } from "../../../lib/dataset/download/lock";
import { scratchFolder } from "../scratch-folder";

const file = path.join(scratchFolder(), "lock");
const take = () => withLock(file, "data/faces is being downloaded", async () => existsSync(file));

test("a lock that another process holds is refused", async () => {
  writeFileSync(file, String(process.ppid));
  await expect(take()).rejects.toThrow("data/faces is being downloaded already: wait for that to end.");
  expect(existsSync(file)).toBe(true);
});

test("a lock that nobody touches any more is taken over, and given back", async () => {
  writeFileSync(file, String(process.ppid));
  const before = new Date(Date.now() - 20_000);
  utimesSync(file, before, before);
  expect(await take()).toBe(true);
  expect(existsSync(file)).toBe(false);
});

test("the lock of a process that has ended is taken over at once", async () => {
  writeFileSync(file, String(spawnSync("true").pid));
  expect(await take()).toBe(true);
});

test("one process does not hold a lock twice, and gives it back when its work fails", async () => {
  const failing = withLock(file, "data/faces is being downloaded", async () => {
    await expect(take()).rejects.toThrow("already");
    throw new Error("the work failed");
  });
  await expect(failing).rejects.toThrow("the work failed");
  expect(await take()).toBe(true);
});
