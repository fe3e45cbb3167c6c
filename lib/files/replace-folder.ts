import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { isRunning } from "./lock.mjs";

/**
 * Writes a folder whole or not at all: in a hidden one beside it, renamed when all is written. A folder of that name is
 * replaced, and removed only after; what killed processes have left of the same work is removed with it.
 *
 * @param write - makes and fills the folder that it is given
 * @param options - `sync`: whether all is to be on the disk itself before it is renamed, for when the machine goes down
 * @throws what `write` throws, and Error when the folder cannot take its place; what was there stays
 */
export async function replaceFolder(
  folder: string,
  write: (fresh: string) => Promise<void>,
  { sync = false }: { sync?: boolean } = {},
): Promise<void> {
  const { dir: parent, base } = path.parse(path.resolve(folder));
  const work = path.join(parent, `.${base}.${process.pid}.tmp`);
  const [fresh, old] = [path.join(work, "new"), path.join(work, "old")];
  await remove(work); // of another process that had this one's number
  await mkdir(work, { recursive: true });
  try {
    await write(fresh);
    const files = sync ? ["", ...(await readdir(fresh, { recursive: true }))] : [];
    for (const file of files) await syncFile(path.join(fresh, file));
    await rename(folder, old).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
    await rename(fresh, folder).catch(async (error) => {
      await rename(old, folder).catch(() => {}); // there may be none
      throw error;
    });
    if (sync) await syncFile(parent);
    await removeRemains(parent, base);
  } finally {
    await remove(work);
  }
}

/** Removes the hidden folders of processes that are no more. */
async function removeRemains(parent: string, base: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = name.startsWith(`.${base}.`) && /^\d+(?=\.tmp$)/.exec(name.slice(base.length + 2))?.[0];
    if (pid && !isRunning(Number(pid))) await remove(path.join(parent, name));
  }
}

/** Where a write has failed, others of the same work may still be under way: hence the retries. */
async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Waits until a file, or a folder's list of files, is on the disk itself. */
async function syncFile(file: string): Promise<void> {
  const handle = await open(file);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
