import { Stopped } from "../../interruptible";
import { row } from "./boxes";
import { button } from "./button";
import { label } from "./indicator";
import type { Widget } from "./widget";

/** What was started and may not have ended yet, by its button's label: a cell that is run anew has the same. */
const works = new Map<string, Promise<unknown>>();

/**
 * A button that starts work, and one that stops it. Once stopped it can be started again: where the work keeps what is done, it goes
 * on. When the cell is run anew the work is stopped, and what is started then waits until it has ended.
 *
 * What the work prints and shows, and its error, appear in the cell.
 *
 * @param options - `label`: on the button; `work`: is given the signal to heed, which stops it
 * @example
 * startStop({ label: "Train", work: (signal) => trainRuns(settings, optionsOf, { progress: runProgress, signal }) })
 */
export function startStop(options: { label: string; work: (signal: AbortSignal) => Promise<unknown> }): Widget {
  const start = button({ label: options.label, kind: "primary" });
  const stop = button({ label: "Stop" });
  const state = label("");
  const say = (isRunning: boolean, text: string) => {
    start.disabled = isRunning;
    stop.disabled = !isRunning;
    state.value = text;
  };
  let stopping = new AbortController();
  say(false, "");
  start.onPress(async () => {
    stopping = new AbortController();
    const { signal } = stopping;
    say(true, "at work");
    const work = Promise.allSettled([works.get(options.label)]).then(() => options.work(signal));
    works.set(options.label, work);
    try {
      await work;
      say(false, signal.aborted ? "stopped" : "done");
    } catch (error) {
      say(false, error instanceof Stopped ? "stopped" : "failed");
      if (!(error instanceof Stopped)) throw error;
    }
  });
  stop.onPress(() => {
    stopping.abort();
    stop.disabled = true;
    state.value = "stopping after the running step";
  });
  const box = row([start, stop, state]);
  box.onClose(() => stopping.abort());
  return box;
}
