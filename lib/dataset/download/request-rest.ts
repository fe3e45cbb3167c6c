import { networkReason, StaleFailure, TemporaryFailure } from "./download-failure";

/** A server's answer to the request for the rest of a file. */
export interface FileAnswer {
  /** The byte of the file that the body begins with: the one that was asked for, or 0. */
  start: number;
  /** The whole file's length in bytes. */
  length: number;
  body: ReadableStream<Uint8Array>;
}

/** The answers after which the same request may succeed. */
const temporary = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Asks for a file from a byte on. Where the server knows no ranges, the answer is the whole file.
 *
 * @param from - how many bytes are there already
 * @param signal - its end closes what is still open of the transfer
 * @returns undefined where the file ends before that byte
 * @throws TemporaryFailure where another attempt is worth it; StaleFailure where that must start from the first byte; Error,
 * naming the URL, where no attempt will help
 */
export async function requestRest(url: string, from: number, signal: AbortSignal): Promise<FileAnswer | undefined> {
  // Compressed on its way, a file could not be continued, nor its length be known.
  const headers = new Headers({ "accept-encoding": "identity" });
  if (from > 0) headers.set("range", `bytes=${from}-`);
  const response = await fetch(url, { headers, signal }).catch((error) => {
    signal.throwIfAborted();
    throw new TemporaryFailure(`there is no connection: ${networkReason(error)}`);
  });
  return readAnswer(url, from, response);
}

function readAnswer(url: string, from: number, response: Response): FileAnswer | undefined {
  const { status, headers, body } = response;
  if (temporary.has(status)) throw new TemporaryFailure(describeStatus(response), retryAfter(headers));
  if (from > 0 && status === 416) return undefined;
  if (status !== 200 && status !== 206) throw new Error(`${url} cannot be downloaded: ${describeStatus(response)}.`);
  if (body === null) throw new TemporaryFailure("the answer was empty");
  if (status === 206) {
    const [, start, length] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get("content-range") ?? "") ?? [];
    if (Number(start) === from) return { start: from, length: Number(length), body };
    throw new StaleFailure("the server sent another part than the one that was asked for");
  }
  const type = headers.get("content-type") ?? "";
  if (type.startsWith("text/")) {
    throw new Error(`${url} cannot be downloaded: the answer is a web page or a text (${type}), not an archive.`);
  }
  const length = Number(headers.get("content-length"));
  if (!Number.isSafeInteger(length) || length <= 0) {
    throw new Error(`${url} cannot be downloaded: the server does not say how long the file is.`);
  }
  return { start: 0, length, body };
}

function describeStatus({ status, statusText }: Response): string {
  return `the server answered ${status}${statusText ? ` ${statusText}` : ""}`;
}

/** The pause in seconds that the server asks for; its other form, a date, is not worth a clock that may be wrong. */
function retryAfter(headers: Headers): number {
  const seconds = Number(headers.get("retry-after"));
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0;
}
