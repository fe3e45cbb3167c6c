/** What `faceCounter` is told. */
export interface FaceCounterOptions {
  /** How many faces there are. */
  total: number;
  /** How many of them were done by an earlier run. */
  before?: number;
  /** Stops the work. */
  signal?: AbortSignal | undefined;
  /** Called with the count of faces done, of all, and of those done before: every 100 ms and at the end. */
  onProgress?: ((done: number, total: number, before: number) => void) | undefined;
  /** For how long it is not called at first, in milliseconds: what is done by then needs no report. */
  silence?: number;
}

/**
 * Counts faces in work that goes over many of them.
 *
 * @returns a function to call after some faces with how many more are done; it throws the signal's reason if that is
 *   aborted, and reports every now and then
 */
export function faceCounter(options: FaceCounterOptions): (count: number) => void {
  const { total, before = 0, signal, onProgress, silence = 0 } = options;
  const first = performance.now() + silence;
  let done = before;
  let reported = performance.now();
  return (count) => {
    signal?.throwIfAborted();
    done += count;
    const now = performance.now();
    if (now < first || (done < total && now - reported < 100)) return;
    reported = now;
    onProgress?.(done, total, before);
  };
}
