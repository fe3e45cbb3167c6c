import { createReadStream } from "node:fs";
import { mkdir, open, rm, stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { extract } from "tar-stream";
import { EntryError, entryPath, writeEntry } from "./tar-entry";

/** What `unpackTar` is told. */
export interface UnpackOptions {
  /** Called with how many bytes of the archive are done, of how many. */
  onProgress?: ((done: number, total: number) => void) | undefined;
  /** Stops the work; nothing is left of it. */
  signal?: AbortSignal | undefined;
}

/**
 * Unpacks a tar archive (ustar, pax or GNU) into a new folder: its files and folders, with this user's ordinary permissions.
 * A data set consists of nothing else, so an archive with a link, a device or a path that leads out of the folder is refused
 * whole, and so is one that is cut short.
 *
 * @param archive - a .tar file that is not compressed
 * @param folder - must not exist yet; when something fails, nothing is left of it
 * @throws Error, naming the archive, and the entry where it is to blame; the signal's reason when that is aborted
 * @example
 * await unpackTar("data/wiki_crop.tar", "data/unpacked");
 */
export async function unpackTar(archive: string, folder: string, options: UnpackOptions = {}): Promise<void> {
  await checkEnd(archive);
  await mkdir(folder);
  try {
    await unpackInto(folder, archive, options);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    options.signal?.throwIfAborted();
    const problem = error instanceof EntryError ? error.message : `${error instanceof Error ? error.message : error}.`;
    throw new Error(`${archive} cannot be unpacked: ${problem}`, { cause: error });
  }
}

async function unpackInto(folder: string, archive: string, { onProgress, signal }: UnpackOptions): Promise<void> {
  const source = createReadStream(archive, { highWaterMark: 2 ** 20 });
  const { size } = await stat(archive);
  const entries = extract();
  const reading = pipeline(source, entries);
  reading.catch(() => {}); // the loop fails with the same error, and is waited for
  for await (const entry of entries) {
    signal?.throwIfAborted();
    await writeEntry(entry, path.join(folder, entryPath(entry)));
    onProgress?.(Math.min(source.bytesRead, size - 1), size);
  }
  await reading;
  onProgress?.(size, size);
}

/** Checks that an archive ends as one must, with two blocks of zeros: one that was cut between two entries does not. */
async function checkEnd(archive: string): Promise<void> {
  const handle = await open(archive);
  try {
    const { size } = await handle.stat();
    const end = Buffer.alloc(1024, 1);
    await handle.read(end, 0, end.length, Math.max(0, size - end.length));
    if (end.some((byte) => byte !== 0)) {
      throw new Error(`${archive} is not a whole tar archive: its end mark is missing.`);
    }
  } finally {
    await handle.close();
  }
}
