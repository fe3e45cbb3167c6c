import { networkReason, StaleFailure, TemporaryFailure } from "./download-failure";
import { type DownloadRecord, validatorOf } from "./download-record";

/** A server's answer to the request for the rest of a file. */
export interface FileAnswer {
  /** Whether the body is the whole file from its first byte, instead of the rest that was asked for. */
  whole: boolean;
  record: DownloadRecord;
  body: ReadableStream<Uint8Array>;
}

/** The answers after which the same request may succeed. */
const temporary = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Asks for a file from a byte on. Where the file is no longer that of the record, or the server knows no ranges, the answer
 * is the whole file.
 *
 * @param from - how many bytes are there already; only with a record that has a validator is it other than 0
 * @param record - what the server said of the file when those bytes came
 * @throws TemporaryFailure where another attempt is worth it; StaleFailure where that must start from the first byte; Error,
 * naming the URL, where no attempt will help
 */
export async function requestRest(
  url: string,
  from: number,
  record: DownloadRecord | undefined,
  signal: AbortSignal,
): Promise<FileAnswer> {
  const validator = record && validatorOf(record);
  // Compressed on its way, a file could not be continued, nor its length be known.
  const headers = new Headers({ "accept-encoding": "identity" });
  if (from > 0) {
    headers.set("range", `bytes=${from}-`);
    if (validator) headers.set("if-range", validator);
  }
  const response = await fetch(url, { headers, signal }).catch((error) => {
    signal.throwIfAborted();
    throw new TemporaryFailure(`there is no connection: ${networkReason(error)}`);
  });
  try {
    return readAnswer(url, from, record, response);
  } catch (error) {
    await response.body?.cancel().catch(() => {});
    throw error;
  }
}

function readAnswer(url: string, from: number, record: DownloadRecord | undefined, response: Response): FileAnswer {
  const { status, headers, body } = response;
  if (temporary.has(status)) throw new TemporaryFailure(describeStatus(response), retryAfter(headers));
  if (from > 0 && status === 416) throw new StaleFailure("the file is shorter than what has arrived");
  if (status !== 200 && status !== 206) throw new Error(`${url} cannot be downloaded: ${describeStatus(response)}.`);
  if (body === null) throw new TemporaryFailure("the answer was empty");
  if (status === 206) {
    if (!record || !continues(from, record, headers)) {
      throw new StaleFailure("the server sent another part than the one that was asked for");
    }
    return { whole: false, record, body };
  }
  const type = headers.get("content-type") ?? "";
  if (type.startsWith("text/")) {
    throw new Error(`${url} cannot be downloaded: the answer is a web page or a text (${type}), not an archive.`);
  }
  const length = Number(headers.get("content-length"));
  if (!Number.isSafeInteger(length) || length <= 0) {
    throw new Error(`${url} cannot be downloaded: the server does not say how long the file is.`);
  }
  const etag = headers.get("etag") ?? undefined;
  const lastModified = headers.get("last-modified") ?? undefined;
  return { whole: true, record: { url, length, etag, lastModified }, body };
}

/** Whether a partial answer is the rest of the record's file. */
function continues(from: number, record: DownloadRecord, headers: Headers): boolean {
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get("content-range") ?? "");
  const etag = headers.get("etag");
  return (
    range !== null &&
    Number(range[1]) === from &&
    (range[2] === "*" || Number(range[2]) === record.length) &&
    (etag === null || etag === record.etag)
  );
}

function describeStatus({ status, statusText }: Response): string {
  return `the server answered ${status}${statusText ? ` ${statusText}` : ""}`;
}

/** The pause in seconds that the server asks for; its other form, a date, is not worth a clock that may be wrong. */
function retryAfter(headers: Headers): number {
  const seconds = Number(headers.get("retry-after"));
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0;
}
