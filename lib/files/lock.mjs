/**
 * One lock for all that only one process may do at a time: setting up, training a run, preparing images, downloading.
 *
 * A lock is a symbolic link to nowhere, as that is made with its content, the holder's name, in one go. The name says which
 * process of which machine it is, `1234.5678@host`, and when that began, as numbers of processes are given again.
 */
import { spawnSync } from "node:child_process";
import { lstatSync, lutimesSync, mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** How often a holder touches its lock, for those on other machines, in milliseconds. */
const heartbeat = 5_000;
/**
 * A holder on another machine that has not been heard of for so long is taken to be gone. On this machine a process is known
 * to be there, also when it is stopped (Ctrl-Z), asleep, or in a step that takes minutes.
 */
const silence = 120 * heartbeat;
/** What a killed process had started ends within so many milliseconds, too. */
const aftermath = 250;

const self = `${process.pid}.${beginning(process.pid)}@${hostname()}`;
/** The locks that this process holds. */
const held = new Set();

/** The lock of work that goes on is no longer its own. */
export class LockLost extends Error {
  /** @override */
  name = "LockLost";
}

/**
 * Does something that nobody else may do at the same time, neither another process nor this one: what else goes by the same lock
 * waits for its end, or gives up, as `onHeld` says. The lock of a process that was killed is taken over.
 *
 * @template T
 * @param {string} file the lock; its folder is made if need be
 * @param {object} options
 * @param {(holder: string, lock: string) => void} options.onHeld called once, with the holder, such as "1234@host", if there is
 *   something to wait for. What it throws ends the wait before it has begun
 * @param {AbortSignal} [options.signal] ends the wait
 * @param {(assertHeld: () => void) => Promise<T>} task is given a function to call before it writes: it throws
 *   {@link LockLost} where the lock was taken away, as that of a machine that slept may be by another machine
 * @returns {Promise<T>} what the task returns
 * @throws what the task or `onHeld` throws; the signal's reason if it is aborted while others hold the lock
 * @example
 * const onHeld = (holder) => console.log(`Waiting for process ${holder}.`);
 * await withLock("var/images/.preparing", { onHeld }, () => prepare("var/images"));
 */
export async function withLock(file, { onHeld, signal }, task) {
  const lock = resolve(file);
  mkdirSync(dirname(lock), { recursive: true });
  for (let told = false; !create(lock); ) {
    signal?.throwIfAborted();
    const link = linkOf(lock);
    if (isAtWork(lock, link)) {
      if (!told) onHeld(nameOf(link), lock);
      told = true;
      await sleep(250);
    } else {
      await sleep(aftermath);
      removeLockOf(link, lock);
    }
  }
  held.add(lock);
  const assertHeld = () => {
    const link = linkOf(lock);
    if (link === self) return;
    const now = link === "" ? "it was removed" : `process ${nameOf(link)} has taken it`;
    throw new LockLost(`${lock} is no longer this process's, ${now}: what it had begun ends here, unfinished`);
  };
  const touching = setInterval(() => linkOf(lock) === self && touch(lock), heartbeat);
  touching.unref();
  try {
    return await task(assertHeld);
  } finally {
    clearInterval(touching);
    held.delete(lock);
    if (linkOf(lock) === self) rmSync(lock, { force: true });
  }
}

/**
 * Who is at work under a lock.
 *
 * @param {string} file the lock
 * @returns {string | undefined} the process, such as "1234@host"; undefined where there is none, or it was killed
 */
export function holderOf(file) {
  const lock = resolve(file);
  const link = linkOf(lock);
  return isAtWork(lock, link) ? nameOf(link) : undefined;
}

/**
 * @param {string} lock
 * @returns {boolean} whether there was none, and it is now this process's
 */
function create(lock) {
  try {
    symlinkSync(self, lock);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/**
 * @param {string} lock
 * @returns {string} nothing for a lock that was given back meanwhile, or that is none of ours
 */
function linkOf(lock) {
  try {
    return readlinkSync(lock);
  } catch {
    return "";
  }
}

/** @param {string} link */
function nameOf(link) {
  return link.replace(/^(\d+)\.\d*@/, "$1@");
}

/**
 * @param {string} lock
 * @param {string} link
 * @returns {boolean} whether the holder may still do what the lock is for
 */
function isAtWork(lock, link) {
  if (link === self) return held.has(lock);
  const [, pid, began = "", host] = /^(\d+)(?:\.(\d*))?@(.*)$/s.exec(link) ?? [];
  if (host !== hostname()) return Date.now() - changedAt(lock) < silence;
  if (!isRunning(Number(pid))) return false;
  const now = beginning(Number(pid));
  return now === began || now === "" || began === "";
}

/** @param {number} pid a process's number; what is none is not running */
export function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"; // another user's
  }
}

/**
 * When a process of this machine began, which tells it from others that had its number.
 *
 * @param {number} pid
 * @returns {string} digits; "ended" where it has, and nobody has asked how; nothing where the system does not say
 */
function beginning(pid) {
  if (process.platform !== "linux") {
    const { stdout } = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
    return String(Date.parse(stdout) || "");
  }
  try {
    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: state and start time, counted from the end of the name
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return (fields[0] === "Z" ? "ended" : fields[19]) ?? "";
  } catch {
    return ""; // another user's, where users do not see each other
  }
}

/**
 * @param {string} lock
 * @returns {number} in milliseconds; 0 for what is not there
 */
function changedAt(lock) {
  return lstatSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** @param {string} lock */
function touch(lock) {
  try {
    lutimesSync(lock, new Date(), new Date());
  } catch {
    // A disk that does not answer now may do so in five seconds.
  }
}

/**
 * Removes the lock of a holder that is gone. Two that want to must not, one after the other, remove the lock of a third that
 * has taken it between them: so they take turns in this.
 *
 * @param {string} link
 * @param {string} lock
 */
function removeLockOf(link, lock) {
  const turn = `${lock}.removal`;
  if (create(turn)) {
    if (linkOf(lock) === link) rmSync(lock, { force: true });
    rmSync(turn, { force: true });
  } else if (Date.now() - changedAt(turn) > heartbeat) {
    rmSync(turn, { force: true }); // of a process that was killed in between
  }
}
