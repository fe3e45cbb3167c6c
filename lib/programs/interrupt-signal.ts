import { hasLostNpm } from "../set-up/process/lost-npm.mjs";

/** Signals within so many milliseconds are one press of Ctrl-C: npm passes on what the terminal sends to all. */
const ONE_PRESS = 1000;

/**
 * A signal that Ctrl-C aborts, for work that can be stopped in good order; SIGTERM does, too, and the end of the terminal or of
 * npm, from which the program was started. A second Ctrl-C ends the program at once.
 *
 * @param message - said on stderr when it is aborted
 * @param withInput - whether the end of standard input aborts it as well: whoever holds the other end need not live to do so
 */
export function interruptSignal(
  message = "Stopping; Ctrl-C again ends the program at once.",
  { withInput = false } = {},
): AbortSignal {
  const stop = new AbortController();
  const pressed = ["SIGINT", "SIGTERM"] as const;
  const interrupt = () => {
    if (stop.signal.aborted) return;
    process.stderr.write(`\n${message}\n`);
    stop.abort();
    setTimeout(() => pressed.forEach((name) => void process.off(name, interrupt)), ONE_PRESS).unref();
  };
  for (const name of [...pressed, "SIGHUP"] as const) process.on(name, interrupt);
  setInterval(() => hasLostNpm() && interrupt(), 500).unref();
  if (withInput) process.stdin.on("end", interrupt).resume().unref();
  return stop.signal;
}
