/** A failure that may be over in a moment: the same request is worth another attempt. */
export class TemporaryFailure extends Error {
  /**
   * @param message - half a sentence, such as "the connection broke"
   * @param retryAfter - the pause in seconds that the server has asked for
   */
  constructor(
    message: string,
    readonly retryAfter = 0,
  ) {
    super(message);
  }
}

/** What has arrived cannot be continued: the next attempt starts from the first byte. */
export class StaleFailure extends TemporaryFailure {}

/** A network error's reason: that of Node's `fetch` is in the cause of "fetch failed". */
export function networkReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const code = "code" in cause ? String(cause.code) : "";
  return [cause.message, code && !cause.message.includes(code) ? `(${code})` : ""].filter(Boolean).join(" ") || code;
}
