import { readFile, rm } from "node:fs/promises";
import { replaceFile } from "../../files/replace-file";

/** What is known of a file that is being downloaded, kept beside it as JSON. */
export interface DownloadRecord {
  url: string;
  /** The whole file's length in bytes. */
  length: number;
  /** The server's name for this version of the file. */
  etag?: string | undefined;
  /** The server's date of this version of the file. */
  lastModified?: string | undefined;
  /** The whole file's MD5 in hexadecimal, once it has been computed. */
  md5?: string | undefined;
}

/** The record of a file's download, or nothing where there is none that can be used. */
export async function readRecord(file: string): Promise<DownloadRecord | undefined> {
  try {
    const record: unknown = JSON.parse(await readFile(recordFile(file), "utf8"));
    return isRecord(record) ? record : undefined;
  } catch {
    return undefined; // missing, or not JSON: the download starts afresh
  }
}

export async function writeRecord(file: string, record: DownloadRecord): Promise<void> {
  await replaceFile(recordFile(file), `${JSON.stringify(record, null, 2)}\n`);
}

export async function removeRecord(file: string): Promise<void> {
  await rm(recordFile(file), { force: true });
}

/**
 * What a server needs to tell whether its file is still the one of the record, for `If-Range`. A weak ETag will not do
 * there (RFC 9110, 13.1.5).
 */
export function validatorOf({ etag, lastModified }: DownloadRecord): string | undefined {
  return etag !== undefined && !etag.startsWith("W/") ? etag : lastModified;
}

function recordFile(file: string): string {
  return `${file}.json`;
}

function isRecord(value: unknown): value is DownloadRecord {
  if (typeof value !== "object" || value === null) return false;
  const { url, length, etag, lastModified, md5 } = value as Record<keyof DownloadRecord, unknown>;
  const texts = [etag, lastModified, md5].every((text) => text === undefined || typeof text === "string");
  return texts && typeof url === "string" && Number.isSafeInteger(length);
}
