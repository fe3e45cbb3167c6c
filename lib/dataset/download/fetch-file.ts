import { rename, rm, stat } from "node:fs/promises";
import { checkRoom } from "../../files/disk-room";
import { StaleFailure, TemporaryFailure } from "./download-failure";
import { type DownloadRecord, readRecord, removeRecord, validatorOf, writeRecord } from "./download-record";
import { fileChecksum } from "./file-checksum";
import { receive } from "./receive";
import { requestRest } from "./request-rest";
import { defaultPatience, type Patience, retry } from "./retry";
import { watchForStall } from "./stall-watch";

/** What `fetchFile` is told. */
export interface FetchFileOptions {
  url: string;
  /** Where the file goes. What has arrived of it is at `FILE.part`, what is known of it in `FILE.json`. */
  file: string;
  /** The length in bytes that the file must have, where it is known. */
  length?: number | undefined;
  /** The MD5 in hexadecimal that the file must have, where it is known. */
  md5?: string | undefined;
  /** How many times the file's length the disk must have room for: 2 if it is to be unpacked there. Default 1. */
  copies?: number;
  /** Told what a user should know: why the download pauses or starts afresh. */
  say: (text: string) => void;
  /** Makes the callback for a stage of the work, "Downloading" and "Checking", that is told how many bytes are done, of how many, and how many were there before. */
  progress?: ((stage: string) => (done: number, total: number, before?: number) => void) | undefined;
  patience?: Patience | undefined;
  /** Stops the download; what has arrived is kept for the next time. */
  signal?: AbortSignal | undefined;
}

/**
 * Downloads a file, or the rest of it if an earlier download broke off, by HTTP range requests. Under its own name the file
 * is there only whole: with the length that the server gave, and the MD5 where one is known. If it is there already, it is
 * not downloaded again.
 *
 * A server that does not know ranges, or whose file has changed since (by its ETag or date), makes the download start afresh.
 *
 * @returns the file's record, with its MD5
 * @throws Error, naming the URL, when the server has no such file, or one of another length or MD5 than expected, or when
 * all attempts failed; naming the folder, when its disk has no room. The signal's reason when it is aborted
 * @example
 * await fetchFile({ url: "https://…/wiki_crop.tar", file: "data/wiki_crop.tar", say: console.log });
 */
export async function fetchFile(options: FetchFileOptions): Promise<DownloadRecord & { md5: string }> {
  const { url, file, md5: expected, say, signal, patience = defaultPatience } = options;
  const known = await readRecord(file);
  if (
    known?.url === url &&
    known.md5 &&
    known.md5 === (expected ?? known.md5) &&
    known.length === (await sizeOf(file))
  ) {
    return { ...known, md5: known.md5 };
  }
  await rm(file, { force: true });
  const partial = partialFile(file);
  const onProgress = options.progress?.("Downloading");
  const record = await retry(() => fetchRest({ ...options, patience }, onProgress), {
    pauses: patience.pauses,
    reached: async () => (await sizeOf(partial)) ?? 0,
    say,
    signal,
  }).catch((error) => {
    if (!(error instanceof TemporaryFailure)) throw error;
    throw new Error(
      `${url} could not be downloaded: ${error.message}. What has arrived is kept; start again to continue.`,
      { cause: error },
    );
  });
  const md5 = await fileChecksum(partial, { signal, onProgress: options.progress?.("Checking") });
  if (md5 !== (expected ?? md5)) {
    await discard(file);
    throw new Error(
      `What arrived from ${url} is not the expected file: its MD5 is ${md5} instead of ${expected}. It was removed; ` +
        "start again for another attempt.",
    );
  }
  await writeRecord(file, { ...record, md5 });
  await rename(partial, file);
  return { ...record, md5 };
}

/** One attempt at what is missing of the file. */
async function fetchRest(
  options: FetchFileOptions & { patience: Patience },
  onProgress?: (done: number, total: number, before: number) => void,
): Promise<DownloadRecord> {
  const { url, file, length, copies = 1, say, signal, patience } = options;
  const known = await readRecord(file);
  const record = known?.url === url && known.length === (length ?? known.length) ? known : undefined;
  const arrived = record ? ((await sizeOf(partialFile(file))) ?? 0) : 0;
  if (record && arrived === record.length) return record;
  const from = record && arrived < record.length && validatorOf(record) ? arrived : 0;
  const stall = watchForStall(patience.stall);
  try {
    const connection = AbortSignal.any(signal ? [signal, stall.signal] : [stall.signal]);
    const answer = await requestRest(url, from, record, connection);
    if (answer.record.length !== (length ?? answer.record.length)) {
      throw new Error(
        `${url} is not the expected file: it is ${answer.record.length} bytes long instead of ${length}.`,
      );
    }
    if (from > 0 && answer.whole) {
      say("Starting afresh: the file has changed, or the server cannot continue where the download broke off.");
    }
    const start = answer.whole ? 0 : from;
    checkRoom(file, copies * answer.record.length - start);
    await receive(answer, { file, partial: partialFile(file), start, connection, alive: stall.alive, onProgress });
    return answer.record;
  } catch (error) {
    if (error instanceof StaleFailure) await discard(file);
    throw error;
  } finally {
    stall.end();
  }
}

async function discard(file: string): Promise<void> {
  await rm(partialFile(file), { force: true });
  await removeRecord(file);
}

function partialFile(file: string): string {
  return `${file}.part`;
}

/** A file's size in bytes; nothing where there is none. */
async function sizeOf(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ size }) => size,
    () => undefined,
  );
}
