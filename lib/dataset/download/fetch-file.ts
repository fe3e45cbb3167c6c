import { rename, rm, stat } from "node:fs/promises";
import { checkRoom } from "../../files/disk-room";
import { StaleFailure, TemporaryFailure } from "./download-failure";
import { fileChecksum } from "./file-checksum";
import { receive } from "./receive";
import { requestRest } from "./request-rest";
import { defaultPatience, type Patience, retry } from "./retry";

/** Who follows a download, and may stop it. */
export interface DownloadFollower {
  /** Told what a user should know, such as why the download pauses or starts afresh; of a data set, its terms of use first of all. */
  say: (text: string) => void;
  /**
   * Makes the callback for a stage of the work, "Downloading", "Checking" or "Unpacking", that is told how many bytes are
   * done, of how many, and how many were there before.
   */
  progress?: (stage: string) => (done: number, total: number, before?: number) => void;
  /** Stops the work, as the stop button does in a notebook; what has arrived is kept for the next time. */
  signal?: AbortSignal;
}

/** What `fetchFile` is told. */
export interface FetchFileOptions extends DownloadFollower {
  url: string;
  /** Where the file goes. What has arrived of it is at `FILE.part`. */
  file: string;
  /** The length in bytes that the file must have, where it is known. */
  length?: number | undefined;
  /** The MD5 in hexadecimal that the file must have. */
  md5: string;
  patience?: Patience | undefined;
}

/**
 * Downloads an archive that is to be unpacked beside it, or the rest of it if an earlier download broke off, by HTTP range
 * requests. Under its own name the file is there only whole: with the length that the server gave, and the MD5. If it is there
 * already, it is not downloaded again.
 *
 * A server that does not know ranges makes the download start afresh, and so do parts that are not the file when put together,
 * as when it has changed on the server, or the machine went down before all was on the disk.
 *
 * @throws Error, naming the URL, when the server has no such file, or one of another length or MD5 than expected, or when
 * all attempts failed; naming the folder, when its disk has no room. The signal's reason when it is aborted
 * @example
 * await fetchFile({ url: "https://…/wiki_crop.tar", file: "data/wiki_crop.tar", md5: "f536…", say: console.log });
 */
export async function fetchFile(options: FetchFileOptions): Promise<void> {
  const { url, file, md5, progress, say, signal, patience = defaultPatience } = options;
  const checksumOf = (one: string) => fileChecksum(one, { signal, onProgress: progress?.("Checking") });
  if ((await sizeOf(file)) > 0 && (await checksumOf(file)) === md5) return;
  await rm(file, { force: true });
  const partial = `${file}.part`;
  const onProgress = progress?.("Downloading");
  const attempt = async () => {
    const isContinued = await fetchRest(partial, { ...options, patience }, onProgress);
    const found = await checksumOf(partial);
    if (found === md5) return;
    if (isContinued) throw new StaleFailure("what arrived in parts is not the expected file");
    await rm(partial);
    throw new Error(
      `What arrived from ${url} is not the expected file: its MD5 is ${found} instead of ${md5}. It was removed; ` +
        "start again for another attempt.",
    );
  };
  const discardStale = async (error: unknown) => {
    if (error instanceof StaleFailure) await rm(partial, { force: true });
    throw error;
  };
  const { pauses } = patience;
  const reached = () => sizeOf(partial);
  await retry(() => attempt().catch(discardStale), { pauses, reached, say, signal }).catch((error) => {
    if (!(error instanceof TemporaryFailure)) throw error;
    throw new Error(
      `${url} could not be downloaded: ${error.message}. What has arrived is kept; start again to continue.`,
      { cause: error },
    );
  });
  await rename(partial, file);
}

/**
 * One attempt at what is missing of the file.
 *
 * @returns whether some of it came before
 */
async function fetchRest(
  partial: string,
  { url, length, say, signal, patience }: FetchFileOptions & { patience: Patience },
  onProgress?: (done: number, total: number, before: number) => void,
): Promise<boolean> {
  const from = await sizeOf(partial);
  if (from === length) return true;
  const stall = new AbortController();
  const endStall = () => stall.abort(new TemporaryFailure(`nothing arrived for ${patience.stall} s`));
  const timer = setTimeout(endStall, patience.stall * 1000);
  try {
    const connection = AbortSignal.any(signal ? [signal, stall.signal] : [stall.signal]);
    const answer = await requestRest(url, from, connection);
    if (answer === undefined) return true; // nothing is missing, or its checksum will tell
    if (answer.length !== (length ?? answer.length)) {
      throw new Error(`${url} is not the expected file: it is ${answer.length} bytes long instead of ${length}.`);
    }
    if (answer.start < from) say("Starting afresh: the server cannot continue where the download broke off.");
    checkRoom(partial, 2 * answer.length - answer.start);
    await receive(answer, { partial, connection, alive: () => void timer.refresh(), onProgress });
    return answer.start > 0;
  } finally {
    clearTimeout(timer);
    stall.abort(); // closes what is still open of the transfer
  }
}

/** A file's size in bytes; 0 where there is none. */
async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}
