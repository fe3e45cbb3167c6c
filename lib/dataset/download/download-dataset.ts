import { lstat, mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { checkRoom } from "../../files/disk-room";
import { withLock } from "../../files/lock.mjs";
import { unpackTar } from "../../files/unpack-tar";
import { interruptible } from "../../interruptible";
import { type Dataset, openDataset } from "../formats/dataset-folder";
import type { CatalogEntry } from "./catalog";
import { type DownloadFollower, fetchFile } from "./fetch-file";

/** What `downloadDataset` is told. */
export interface DownloadOptions extends DownloadFollower {
  /** The folder that the data set's own folder comes into. Default `data`. */
  parent?: string;
}

/**
 * Downloads a data set, checks and unpacks it. Until all of that is done it is in a folder whose name says so, such as
 * `data/wiki_crop.download`: started again after a break, the download continues there. A data set that is there already
 * stays as it is.
 *
 * Beside the .mat file, `download.json` tells where the data set came from and the archive's MD5.
 *
 * @throws Error, naming what is at fault, when the data set's folder is there but is none, when the download fails (see
 * `fetchFile`), and when the archive is not sound or holds no such data set (see `unpackTar`); `Stopped` when it is
 * stopped
 * @example
 * const { source } = await downloadDataset(catalog.wiki, { say: console.log }); // "data/wiki_crop/wiki.mat"
 */
export function downloadDataset(entry: CatalogEntry, options: DownloadOptions): Promise<Dataset> {
  return interruptible(
    options.signal,
    (signal) => download(entry, { ...options, signal }),
    "Stopped. What has arrived is kept: run it again to go on.",
  );
}

async function download(entry: CatalogEntry, options: DownloadOptions): Promise<Dataset> {
  const { parent = "data", say } = options;
  const folder = path.join(parent, entry.folder);
  const found = await findDataset(folder, say);
  if (found !== undefined) return found;
  say(describeEntry(entry));
  await mkdir(parent, { recursive: true });
  const work = `${folder}.download`;
  const onHeld = () => {
    throw new Error(`${folder} is being downloaded already: wait for that to end.`);
  };
  // The lock is beside the working folder: in it, it would be removed with it, and another's could be.
  return withLock(`${work}.lock`, { onHeld }, async (assertHeld) => {
    const brought = await findDataset(folder, say); // by another process, meanwhile
    if (brought === undefined) await fetchAndUnpack(entry, folder, work, { ...options, assertHeld });
    await rm(work, { recursive: true, force: true });
    return brought ?? openDataset(folder);
  });
}

/**
 * The data set that is there already, if there is something of that name.
 *
 * @throws Error when that is none
 */
async function findDataset(folder: string, say: DownloadOptions["say"]): Promise<Dataset | undefined> {
  if (!(await isTaken(folder))) return undefined;
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
    throw new Error(`${folder} is in the way: it is no folder. Move it, or download into another folder.`);
  }
  const dataset = openDataset(folder);
  say(`${folder} is there already.`);
  return dataset;
}

/** Whether there is something of that name, other than an empty folder, which a data set can take the place of. */
async function isTaken(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  return found !== undefined && !(found.isDirectory() && (await readdir(folder)).length === 0);
}

/** What a data set is, where it is, and what it may be used for: a few lines to read before it is downloaded. */
export function describeEntry({ title, contents, size, url, terms, home }: CatalogEntry): string {
  return `${title} (${size}): ${contents}.\nArchive: ${url}\nTerms of use, from ${home}: ${terms}`;
}

/** What a download is told that holds the data set's lock. */
type LockedDownload = DownloadOptions & { assertHeld: () => void };

async function fetchAndUnpack(entry: CatalogEntry, folder: string, work: string, options: LockedDownload) {
  const { url, length, md5 } = entry;
  const { progress, signal, assertHeld } = options;
  const file = path.join(work, path.posix.basename(new URL(url).pathname));
  const unpacked = path.join(work, "unpacked");
  await mkdir(work, { recursive: true });
  await rm(unpacked, { recursive: true, force: true }); // of a process that was killed
  await fetchFile({ ...options, url, file, length, md5 });
  assertHeld();
  const { size } = await stat(file);
  checkRoom(file, size);
  await unpackTar(file, unpacked, { onProgress: progress?.("Unpacking"), signal });
  const dataset = path.join(unpacked, entry.folder);
  try {
    openDataset(dataset);
  } catch (error) {
    await rm(unpacked, { recursive: true });
    throw new Error(`${file}, from ${url}, does not hold the data set ${entry.folder} with one .mat file.`, {
      cause: error,
    });
  }
  await writeFile(path.join(dataset, "download.json"), `${JSON.stringify({ url, length: size, md5 }, null, 2)}\n`);
  assertHeld();
  await rename(dataset, folder);
}
