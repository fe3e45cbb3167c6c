import { TemporaryFailure } from "./download-failure";

/** Ends a transfer in which nothing happens any more. */
export interface StallWatch {
  /** Aborts with a `TemporaryFailure` when the time is over. */
  readonly signal: AbortSignal;
  /** To be called when something happens: the time starts again. */
  alive(): void;
  /** To be called at the end: what is still open of the transfer is closed. */
  end(): void;
}

/** @param seconds - how long nothing may happen */
export function watchForStall(seconds: number): StallWatch {
  const stop = new AbortController();
  const stall = () => stop.abort(new TemporaryFailure(`nothing arrived for ${seconds} s`));
  const timer = setTimeout(stall, seconds * 1000);
  const end = () => {
    clearTimeout(timer);
    stop.abort();
  };
  return { signal: stop.signal, alive: () => void timer.refresh(), end };
}
