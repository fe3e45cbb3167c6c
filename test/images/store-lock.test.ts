import { lutimesSync, readdirSync, readlinkSync, symlinkSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { lockStore } from "../../lib/images/store-lock";
import { temporaryFolder } from "./temporary-folder";

test("one after the other", async () => {
  const folder = temporaryFolder();
  const waited: string[] = [];
  const unlock = await lockStore(folder, (holder) => waited.push(holder));
  let second = false;
  const other = lockStore(folder, (holder) => waited.push(holder)).then((unlockOther) => {
    second = true;
    return unlockOther;
  });
  while (waited.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(waited).toEqual([`${process.pid}@${hostname()}`]);
  expect(second).toBe(false);
  await unlock();
  await (await other)();
  expect(readdirSync(folder)).toEqual([]);
});

test("a wait can be stopped", async () => {
  const folder = temporaryFolder();
  const unlock = await lockStore(folder, () => {});
  const stop = new AbortController();
  await expect(lockStore(folder, () => stop.abort(), stop.signal)).rejects.toThrow("aborted");
  await unlock();
});

test.each([
  ["of a process that is gone", `4194305@${hostname()}`, 0],
  ["of a process that has not been heard of for two minutes", `${process.pid}@${hostname()}`, 120],
  ["of another machine that has not been heard of", "1@elsewhere", 120],
])("the lock %s is taken over", async (_, holder, age) => {
  const folder = temporaryFolder();
  const file = path.join(folder, ".preparing");
  symlinkSync(holder, file);
  lutimesSync(file, Date.now() / 1000 - age, Date.now() / 1000 - age);
  const unlock = await lockStore(folder, () => expect.unreachable());
  expect(readlinkSync(file)).toBe(`${process.pid}@${hostname()}`);
  await unlock();
});
