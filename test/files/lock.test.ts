import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  lutimesSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { beforeEach, expect, test } from "vitest";
import { holderOf, LockLost, withLock } from "../../lib/files/lock.mjs";
import { scratchFolder } from "../scratch-folder";

const folder = scratchFolder();
const others = scratchFolder();
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
  await take();
});

test("a wait can be stopped", async () => {
  await withLock(file, { onHeld: refuse }, async () => {
    const stop = new AbortController();
    const waiting = withLock(file, { onHeld: () => stop.abort(), signal: stop.signal }, refuse);
    await expect(waiting).rejects.toThrow("aborted");
  });
});

test("a stopped process keeps its lock, however long it has been silent", async () => {
  const holder = holdingProcess(file);
  await expect.poll(() => holderOf(file), { timeout: 20_000 }).toBe(`${holder.pid}@${hostname()}`);
  holder.kill("SIGSTOP");
  setAge(24 * 3600);
  await expect(take()).rejects.toThrow("held");
  holder.kill("SIGCONT");
  holder.kill("SIGKILL");
  await once(holder, "exit");
  expect(holderOf(file)).toBe(undefined);
  expect(await take()).toMatch(/^\d+\.\d+@/);
});

test("so does another user's process, of which no more is known than that it is there", async () => {
  symlinkSync(`${process.ppid}@${hostname()}`, file);
  expect(holderOf(file)).toBe(`${process.ppid}@${hostname()}`);
  await expect(take()).rejects.toThrow("held");
  rmSync(file);
});

test.each([
  ["of a process that has ended", `${spawnSync("true").pid}.1@${hostname()}`, 0],
  ["of an earlier process of this number", `${process.pid}.1@${hostname()}`, 0],
  ["of an earlier process whose number another has now", `${process.ppid}.1@${hostname()}`, 0],
  ["of another machine that has not been heard of for ten minutes", "1@elsewhere", 601],
])("the lock %s is taken over", async (_, holder, age) => {
  symlinkSync(holder, file);
  setAge(age);
  expect(holderOf(file)).toBe(undefined);
  await take();
});

test("another machine's holder has ten minutes", async () => {
  symlinkSync("1@elsewhere", file);
  setAge(500);
  await expect(take()).rejects.toThrow("held");
  rmSync(file);
});

test("who finds the lock gone stops before it writes, and leaves the other's lock alone", async () => {
  const lost = withLock(file, { onHeld: refuse }, async (assertHeld) => {
    assertHeld();
    rmSync(file);
    expect(assertHeld).toThrow("it was removed");
    symlinkSync("1@elsewhere", file);
    assertHeld();
  });
  await expect(lost).rejects.toThrow(LockLost);
  await expect(lost).rejects.toThrow(`${file} is no longer this process's, process 1@elsewhere has taken it`);
  expect(readlinkSync(file)).toBe("1@elsewhere");
  rmSync(file);
});

test("a file that is none of ours is taken over once it is old, and a removal that was cut off stops no other", async () => {
  writeFileSync(file, "1");
  symlinkSync("1@elsewhere", `${file}.removal`);
  await expect(take()).rejects.toThrow("held");
  setAge(601);
  setAge(601, `${file}.removal`);
  await take();
});

test("of many that find a lock of a process that has ended, one at a time is at work", async () => {
  symlinkSync(`${spawnSync("true").pid}.1@${hostname()}`, file);
  let atWork = 0;
  const work = async () => {
    expect(++atWork).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    atWork--;
  };
  await Promise.all(Array.from({ length: 4 }, () => withLock(file, { onHeld: () => {} }, work)));
});

test("processes take turns, also when the first holder was killed", async () => {
  const diary = path.join(others, "diary");
  const lock = path.join(others, "made", "turns");
  writeFileSync(diary, "");
  const program = `
    const { withLock } = await import(${JSON.stringify(path.resolve("lib/files/lock.mjs"))});
    const { appendFileSync } = await import("node:fs");
    const { setTimeout: sleep } = await import("node:timers/promises");
    const write = (word) => appendFileSync(${JSON.stringify(diary)}, word + " " + process.pid + "\\n");
    await withLock(${JSON.stringify(lock)}, { onHeld() {} }, async () => { write("in"); await sleep(50); write("out"); });
  `;
  const first = holdingProcess(lock);
  await expect.poll(() => holderOf(lock), { timeout: 20_000 }).toBeDefined();
  first.kill("SIGKILL");
  const runs = Array.from({ length: 4 }, () =>
    promisify(execFile)(process.execPath, ["--input-type=module", "-e", program]),
  );
  await Promise.all(runs);
  const words = readFileSync(diary, "utf8").trimEnd().split("\n");
  expect(words).toHaveLength(8);
  for (let turn = 0; turn < 8; turn += 2) expect(words[turn + 1]).toBe(words[turn]?.replace("in", "out"));
  expect(existsSync(lock)).toBe(false);
});

/** A process that holds a lock until it is killed. */
function holdingProcess(lock: string) {
  const program = `
    const { withLock } = await import(${JSON.stringify(path.resolve("lib/files/lock.mjs"))});
    await withLock(${JSON.stringify(lock)}, { onHeld() {} }, () => new Promise((end) => setTimeout(end, 60_000)));
  `;
  return spawn(process.execPath, ["--input-type=module", "-e", program]);
}

function setAge(seconds: number, lock = file): void {
  const then = Date.now() / 1000 - seconds;
  lutimesSync(lock, then, then);
}
