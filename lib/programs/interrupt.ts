/**
 * A signal that Ctrl-C aborts, for work that can be stopped in good order. A second Ctrl-C ends the program at once.
 *
 * @param message - said on stderr at the first Ctrl-C
 */
export function interruptSignal(message: string): AbortSignal {
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => {
      process.stderr.write(`\n${message}\n`);
      stop.abort();
    });
  }
  return stop.signal;
}
