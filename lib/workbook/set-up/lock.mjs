/** One set-up at a time in a clone, and one at a time in a cache that clones share. */
import { lstatSync, lutimes, mkdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const self = `${process.pid}@${hostname()}`;

/**
 * Does something while no other process does anything under the same lock.
 *
 * The lock is a symbolic link to nowhere, as that is made with its content, the holder's name, in one go. The holder touches it
 * every two seconds; a lock left by a process that was killed is removed.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} task
 * @param {(holder: string, file: string) => void} onWait told once if another process holds the lock, and which
 * @returns {Promise<T>}
 */
export async function withLock(file, task, onWait) {
  mkdirSync(dirname(file), { recursive: true });
  await acquire(file, onWait);
  const heartbeat = setInterval(() => lutimes(file, new Date(), new Date(), () => {}), 2_000);
  try {
    return await task();
  } finally {
    clearInterval(heartbeat);
    if (holderOf(file) === self) rmSync(file);
  }
}

/**
 * @param {string} file
 * @param {(holder: string, file: string) => void} onWait
 */
async function acquire(file, onWait) {
  let told = false;
  let lastBeat = 0;
  let silentSince = performance.now();
  while (!create(file)) {
    const holder = holderOf(file);
    if (holder === undefined) continue; // released meanwhile
    const beat = lstatSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (beat !== lastBeat) silentSince = performance.now();
    lastBeat = beat;
    // The second condition is for a holder on another machine, or one whose number another process has by now.
    if (isGone(holder) || performance.now() - silentSince > 30_000) {
      await sleep(1_000); // by then what it had started has ended too
      removeLockOf(holder, file);
      continue;
    }
    if (!told) onWait(holder, file);
    told = true;
    await sleep(200);
  }
}

/**
 * Removes a dead holder's lock. Two processes that want to must not, one after the other, remove the lock of a third that
 * has taken it between them: so they take turns in this, too.
 *
 * @param {string} holder
 * @param {string} file
 */
function removeLockOf(holder, file) {
  const turn = `${file}.removal`;
  if (create(turn)) {
    if (holderOf(file) === holder) rmSync(file, { force: true });
    rmSync(turn);
  } else if (Date.now() - (lstatSync(turn, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > 10_000) {
    rmSync(turn, { force: true }); // killed in the middle of the two lines above
  }
}

/**
 * @param {string} file
 * @returns {boolean} whether there was no such lock, and it is now this process's
 */
function create(file) {
  try {
    symlinkSync(self, file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/**
 * @param {string} file
 * @returns {string | undefined}
 */
function holderOf(file) {
  try {
    return readlinkSync(file);
  } catch {
    return undefined;
  }
}

/**
 * @param {string} holder
 * @returns {boolean} whether it is known to have ended
 */
function isGone(holder) {
  const [pid, host] = holder.split("@");
  if (holder === self) return true; // a number used again: this process holds no lock yet
  if (host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "ESRCH";
  }
}
