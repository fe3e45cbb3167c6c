import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { withLock } from "../../../lib/workbook/set-up/lock.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "lock-"));

test("processes take turns, also when the first holder was killed", async () => {
  const lock = path.join(folder, "turns.lock");
  const diary = path.join(folder, "diary");
  writeFileSync(diary, "");
  symlinkSync(`4194305@${hostname()}`, lock); // a number that no process has
  const program = `
    const { withLock } = await import(${JSON.stringify(path.resolve("lib/workbook/set-up/lock.mjs"))});
    const { appendFileSync } = await import("node:fs");
    const { setTimeout: sleep } = await import("node:timers/promises");
    const write = (word) => appendFileSync(${JSON.stringify(diary)}, word + " " + process.pid + "\\n");
    await withLock(${JSON.stringify(lock)}, async () => { write("in"); await sleep(50); write("out"); }, () => {});
  `;
  const runs = Array.from({ length: 4 }, () =>
    promisify(execFile)(process.execPath, ["--input-type=module", "-e", program]),
  );
  await Promise.all(runs);
  const words = readFileSync(diary, "utf8").trimEnd().split("\n");
  expect(words).toHaveLength(8);
  for (let turn = 0; turn < 8; turn += 2) expect(words[turn + 1]).toBe(words[turn]?.replace("in", "out"));
  expect(existsSync(lock)).toBe(false);
});

test("a living holder is waited for, and named", async () => {
  const lock = path.join(folder, "waited.lock");
  const holder = `${process.ppid}@${hostname()}`;
  symlinkSync(holder, lock);
  const named: string[] = [];
  const done = withLock(
    lock,
    async () => "done",
    (...names) => named.push(...names),
  );
  await expect.poll(() => named, { timeout: 10_000 }).toEqual([holder, lock]);
  rmSync(lock);
  await expect(done).resolves.toBe("done");
});

test("a task that fails frees the lock", async () => {
  const lock = path.join(folder, "failed.lock");
  const failing = withLock(
    lock,
    async () => {
      throw new Error("disk full");
    },
    () => {},
  );
  await expect(failing).rejects.toThrow("disk full");
  await expect(
    withLock(
      lock,
      async () => 1,
      () => {},
    ),
  ).resolves.toBe(1);
});
