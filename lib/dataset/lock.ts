import { lstat, lutimes, readlink, rm, symlink } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning } from "./is-running";

/** How often a holder touches its lock, in milliseconds. */
const heartbeat = 5_000;
/**
 * A holder that has not been heard of for so long is gone, whatever process has its number by now. Not sooner: a process that
 * computes hears and says nothing for some seconds.
 */
const silence = 12 * heartbeat;

const self = `${process.pid}@${hostname()}`;
/** The locks that this process holds. */
const held = new Set<string>();

/** What `withLock` does where others hold the lock. */
export interface LockOptions {
  /**
   * Called once, with the holder, such as "1234@host", if there is something to wait for. What it throws ends the wait before it
   * has begun.
   */
  onHeld: (holder: string) => void;
  /** Ends the wait. */
  signal?: AbortSignal | undefined;
}

/**
 * Does something that nobody else may do at the same time, neither another process nor this one: what else goes by the same lock
 * waits for its end, or gives up, as `onHeld` says. The lock of a process that was killed is taken over.
 *
 * The lock is a symbolic link to nowhere, as that is made with its content, the holder's name, in one go.
 *
 * @param file - the lock, in a folder that exists
 * @returns what the task returns
 * @throws what the task or `onHeld` throws; the signal's reason if it is aborted while others hold the lock
 * @example
 * const onHeld = (holder: string) => console.log(`Waiting for process ${holder}.`);
 * await withLock("var/images/.preparing", { onHeld }, () => prepare("var/images"));
 */
export async function withLock<T>(file: string, { onHeld, signal }: LockOptions, task: () => Promise<T>): Promise<T> {
  const lock = path.resolve(file);
  for (let waits = 0; !(await claim(lock)); ) {
    signal?.throwIfAborted();
    const holder = await holderOf(lock);
    if (await isAtWork(lock, holder)) {
      if (waits++ === 0) onHeld(holder);
      await sleep(250);
    } else {
      await removeLockOf(holder, lock);
    }
  }
  held.add(lock);
  const touching = setInterval(() => lutimes(lock, new Date(), new Date()).catch(() => {}), heartbeat);
  touching.unref();
  try {
    return await task();
  } finally {
    clearInterval(touching);
    held.delete(lock);
    if ((await holderOf(lock)) === self) await rm(lock, { force: true });
  }
}

/** Whether somebody holds a lock now, this process or another: `withLock` would find it held. */
export async function isLocked(file: string): Promise<boolean> {
  const lock = path.resolve(file);
  return isAtWork(lock, await holderOf(lock));
}

/** @returns false if there is a lock */
async function claim(lock: string): Promise<boolean> {
  try {
    await symlink(self, lock);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Nothing for a lock that was given free meanwhile, or that is none of ours. */
async function holderOf(lock: string): Promise<string> {
  return readlink(lock).catch(() => "");
}

async function isAtWork(lock: string, holder: string): Promise<boolean> {
  if (holder === self) return held.has(lock); // else it is left from an earlier process of this number
  if (Date.now() - (await changedAt(lock)) > silence) return false;
  const [pid = "", host] = holder.split("@");
  if (host !== hostname()) return true;
  return isRunning(Number(pid));
}

/** In milliseconds; 0 for what is not there. */
async function changedAt(lock: string): Promise<number> {
  return lstat(lock).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

/**
 * Removes the lock of a holder that is gone. Two that want to must not, one after the other, remove the lock of a third that
 * has taken it between them: so they take turns in this.
 */
async function removeLockOf(holder: string, lock: string): Promise<void> {
  const turn = `${lock}.removal`;
  if (await claim(turn)) {
    if ((await holderOf(lock)) === holder) await rm(lock, { force: true });
    await rm(turn, { force: true });
  } else if (Date.now() - (await changedAt(turn)) > silence) {
    await rm(turn, { force: true }); // of a process that was killed in between
  }
}
