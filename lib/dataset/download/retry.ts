import { setTimeout as sleep } from "node:timers/promises";
import { TemporaryFailure } from "./download-failure";

/** How long a download waits, and for what. */
export interface Patience {
  /** After how many seconds without a byte a connection is given up. */
  stall: number;
  /** The pauses in seconds before the attempts after the first. A download that gets further starts them again. */
  pauses: readonly number[];
}

/** Enough for a server that restarts: some three minutes in all. */
export const defaultPatience: Patience = { stall: 60, pauses: [1, 2, 4, 8, 16, 32, 60, 60] };

/** No server is waited for longer than this at a time, in seconds, whatever it asks for. */
const longestPause = 300;

/** What `retry` is told. */
export interface RetryOptions {
  pauses: readonly number[];
  /** How far the work has got: an attempt that gets further than any before it makes the pauses start again. */
  reached: () => Promise<number>;
  /** Told before each pause why there is one, and how long it is. */
  say: (text: string) => void;
  signal?: AbortSignal | undefined;
}

/**
 * Attempts something until it succeeds, or fails other than with a `TemporaryFailure`, or until the pauses are used up.
 *
 * @throws the last attempt's failure
 */
export async function retry<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { pauses, reached, say, signal } = options;
  let furthest = await reached();
  let failures = 0;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof TemporaryFailure)) throw error;
      const far = await reached();
      if (far > furthest) failures = 0;
      furthest = Math.max(furthest, far);
      const pause = pauses[failures++];
      if (pause === undefined) throw error;
      const seconds = Math.max(pause, Math.min(error.retryAfter, longestPause));
      say(`Trying again in ${seconds} s: ${error.message}.`);
      await sleep(seconds * 1000, undefined, { signal });
    }
  }
}
