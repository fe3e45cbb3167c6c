import { readFile, rm, stat, utimes, writeFile } from "node:fs/promises";

/** How often the holder touches its lock, and after how long without that it is taken for dead, in milliseconds. */
const heartbeat = 2_000;
const dead = 10_000;

/** The locks that this process holds. */
const held = new Set<string>();

/**
 * Does something unless another process, or this one, is at it already. The lock of a process that was killed is taken over.
 *
 * @param file - the lock, in a folder that exists
 * @param holding - what the error says if it is held, such as "data/wiki_crop is being downloaded"
 * @throws Error if it is held
 */
export async function withLock<T>(file: string, holding: string, task: () => Promise<T>): Promise<T> {
  if (held.has(file) || (await isHeldElsewhere(file))) throw new Error(`${holding} already: wait for that to end.`);
  held.add(file);
  const touching = setInterval(() => utimes(file, new Date(), new Date()).catch(() => {}), heartbeat);
  try {
    await writeFile(file, String(process.pid));
    return await task();
  } finally {
    clearInterval(touching);
    held.delete(file);
    await rm(file, { force: true });
  }
}

async function isHeldElsewhere(file: string): Promise<boolean> {
  const pid = Number(await readFile(file, "utf8").catch(() => ""));
  const lock = await stat(file).catch(() => undefined);
  if (!lock || Date.now() - lock.mtimeMs > dead || pid === process.pid) return false;
  return isRunning(pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
