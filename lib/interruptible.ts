/**
 * How work that takes long is stopped by a person: with an `AbortSignal` in a program, with the stop button in a notebook.
 *
 * @example
 * export function prepareImages({ signal, ...options }: PrepareImagesOptions): Promise<ImageStore> {
 *   const message = "Stopped. The faces that are done are kept: run it again to go on.";
 *   return interruptible(signal, (signal) => prepare({ ...options, signal }), message);
 * }
 */
import { setImmediate } from "node:timers/promises";

/**
 * The kernel's hook in the global scope: calls back once, when the running cell is interrupted; at once where it has been.
 * Until the function that it returns is called, the cell is listening: it is left to end by itself when it is interrupted.
 * It is not an import, because the notebook's copy of this module is not the kernel's.
 */
export const interruptHook: symbol = Symbol.for("age-gender-workbook.interrupt");

/** What the kernel puts under {@link interruptHook}. */
export type InterruptListening = (onInterrupt: () => void) => () => void;

/** Work was stopped by the person who started it; the message says what was kept and how to go on. */
export class Stopped extends Error {
  /** As Node.js and browsers call it. */
  override readonly name: string = "AbortError";
}

/**
 * Runs work that can be stopped: in a notebook by interrupting its cell, everywhere by the caller's signal. Nothing is left
 * on the caller's signal when the work has ended.
 *
 * In a notebook the work begins in the next turn of the event loop: where Node.js runs a cell's first lines, an interrupt
 * breaks off whatever runs.
 *
 * @param signal - the caller's
 * @param work - is given the signal to heed; where that is aborted, it throws its reason or ends early with what it has
 * @param message - what the error says when the work was stopped: what is kept, and how to go on
 * @returns what the work returns
 * @throws {@link Stopped} where the work, or the signal before it began, was aborted, other reasons than an AbortError as
 *   they are; what the work throws
 */
export async function interruptible<T>(
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
  message = "Stopped. Nothing is kept: run it again to begin anew.",
): Promise<T> {
  const stop = new AbortController();
  const follow = () => stop.abort(signal?.reason);
  signal?.addEventListener("abort", follow);
  if (signal?.aborted) follow();
  const listen: InterruptListening | undefined = Reflect.get(globalThis, interruptHook);
  const listened = listen?.(() => stop.abort());
  try {
    if (listen !== undefined) await setImmediate();
    stop.signal.throwIfAborted();
    return await work(stop.signal);
  } catch (error) {
    if (stop.signal.aborted && isAbortError(error) && !(error instanceof Stopped)) {
      throw new Stopped(message, { cause: error });
    }
    throw error;
  } finally {
    listened?.();
    signal?.removeEventListener("abort", follow);
  }
}

function isAbortError(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
