import { lstat, lutimes, readlink, rm, symlink } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const lockName = ".preparing";
const heartbeat = 5_000;
/** A holder that has not been heard of for so long is gone, whatever process has its number by now. */
const silence = 12 * heartbeat;

/**
 * Waits until no other work prepares images in a folder, and keeps others waiting from then on.
 *
 * The lock is a symbolic link to nowhere, as that is made with its content, the holder's name, in one go. The lock of a
 * process that was killed is taken over.
 *
 * @param onWait - called once, with the holder, if there is something to wait for
 * @returns a function that gives the folder free
 * @throws the signal's reason, if it is aborted meanwhile
 */
export async function lockStore(
  storeFolder: string,
  onWait: (holder: string) => void,
  signal?: AbortSignal,
): Promise<() => Promise<void>> {
  const file = path.join(storeFolder, lockName);
  for (let waits = 0; !(await claim(file)); ) {
    signal?.throwIfAborted();
    const holder = await readlink(file).catch(() => ""); // given free meanwhile, or no lock of ours
    if (await isAtWork(file, holder)) {
      if (waits++ === 0) onWait(holder);
      await sleep(250);
    } else {
      await rm(file, { force: true });
    }
  }
  const timer = setInterval(() => lutimes(file, new Date(), new Date()).catch(() => {}), heartbeat);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await rm(file, { force: true });
  };
}

async function claim(file: string): Promise<boolean> {
  try {
    await symlink(`${process.pid}@${hostname()}`, file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

async function isAtWork(file: string, holder: string): Promise<boolean> {
  const changed = await lstat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  if (Date.now() - changed > silence) return false;
  const [pid = "", host] = holder.split("@");
  if (host !== hostname()) return true;
  try {
    return process.kill(Number(pid), 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
