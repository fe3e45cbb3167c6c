import { spawnSync } from "node:child_process";
import { lutimesSync, readdirSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { beforeEach, expect, test } from "vitest";
import { isLocked, withLock } from "../../lib/dataset/lock";
import { scratchFolder } from "../scratch-folder";

const folder = scratchFolder();
const file = path.join(folder, "lock");
const self = `${process.pid}@${hostname()}`;
const refuse = () => {
  throw new Error("held");
};
const take = () => withLock(file, { onHeld: refuse }, async () => readlinkSync(file));

beforeEach(() => () => expect(readdirSync(folder)).toEqual([]));

test("one after the other, and who waits is told for whom", async () => {
  const order: string[] = [];
  let end = () => {};
  const first = withLock(file, { onHeld: refuse }, async () => {
    await new Promise<void>((resolve) => {
      end = resolve;
    });
    order.push("first");
  });
  const second = withLock(
    file,
    {
      onHeld: (holder) => {
        order.push(holder);
        end();
      },
    },
    async () => order.push("second"),
  );
  await Promise.all([first, second]);
  expect(order).toEqual([self, "first", "second"]);
});

test("who does not wait is refused, and the lock is given back when the work fails", async () => {
  const failing = withLock(file, { onHeld: refuse }, async () => {
    await expect(take()).rejects.toThrow("held");
    throw new Error("the work failed");
  });
  await expect(failing).rejects.toThrow("the work failed");
  expect(await take()).toBe(self);
});

test("a wait can be stopped", async () => {
  await withLock(file, { onHeld: refuse }, async () => {
    const stop = new AbortController();
    const waiting = withLock(file, { onHeld: () => stop.abort(), signal: stop.signal }, refuse);
    await expect(waiting).rejects.toThrow("aborted");
  });
});

test("another process holds it as long as it is there", async () => {
  symlinkSync(`${process.ppid}@${hostname()}`, file);
  await expect(take()).rejects.toThrow("held");
  setAge(120);
  expect(await take()).toBe(self);
});

test.each([
  ["of a process that has ended", `${spawnSync("true").pid}@${hostname()}`, 0],
  ["of an earlier process of this number", self, 0],
  ["of another machine that has not been heard of for two minutes", "1@elsewhere", 120],
])("the lock %s is taken over", async (_, holder, age) => {
  symlinkSync(holder, file);
  setAge(age);
  expect(await take()).toBe(self);
});

test("so is a file that is none of ours once it is old, and one removal that was cut off stops no other", async () => {
  writeFileSync(file, "1");
  symlinkSync("1@elsewhere", `${file}.removal`);
  await expect(take()).rejects.toThrow("held");
  setAge(120);
  setAge(120, `${file}.removal`);
  expect(await take()).toBe(self);
});

test("of many that find a lock of a process that has ended, one at a time is at work", async () => {
  symlinkSync(`${spawnSync("true").pid}@${hostname()}`, file);
  let atWork = 0;
  const work = async () => {
    expect(++atWork).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    atWork--;
  };
  await Promise.all(Array.from({ length: 4 }, () => withLock(file, { onHeld: () => {} }, work)));
});

test("whether somebody is at work is told without waiting", async () => {
  expect(await isLocked(file)).toBe(false);
  await withLock(file, { onHeld: refuse }, async () => expect(await isLocked(file)).toBe(true));
  symlinkSync(`${spawnSync("true").pid}@${hostname()}`, file);
  expect(await isLocked(file)).toBe(false);
  expect(await take()).toBe(self);
});

function setAge(seconds: number, lock = file): void {
  const then = Date.now() / 1000 - seconds;
  lutimesSync(lock, then, then);
}
