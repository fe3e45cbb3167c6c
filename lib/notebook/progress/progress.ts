import { escapeHtml } from "../../display/escape-html";
import { asDisplayable, isNotebook, liveDisplay, liveInterval } from "../../display/live-display";
import { countWording, type ProgressState, type ProgressWording } from "./progress-wording";
import { terminalLine } from "./terminal-line";

/**
 * A bar that says how far a long task is, how fast it goes and how long it will take.
 *
 * In a notebook it is shown where the cell's output is and updated in place, at most twice a second; what is left of it is one
 * line. In a program it is a line on stderr.
 *
 * @param title - what is going on, such as "Preparing images"
 * @param wording - `byteWording` where bytes are counted
 * @returns a function to call with how much is done, of how much in all, and how much of it was done before, which does not
 *   count for the rate; time counts from now on, or from the last call with nothing done since
 * @example
 * await prepareImages({ …, onProgress: progressBar("Preparing images") });
 */
export function progressBar(
  title: string,
  wording = countWording,
): (done: number, total: number, before?: number) => void {
  const line = isNotebook() ? notebookLine(wording) : terminalProgress(wording);
  let start = performance.now();
  let next = start;
  let ended = false;
  return (done, total, before = 0) => {
    const now = performance.now();
    if (done === before) start = now;
    if (ended || (done < total && now < next)) return;
    next = now + line.interval;
    const state = { title, done, total, before, seconds: (now - start) / 1000 };
    ended = done >= total;
    if (ended) line.end(wording.describeEnd(state));
    else line.update(state);
  };
}

interface ProgressLine {
  interval: number;
  update(state: ProgressState): void;
  end(text: string): void;
}

function terminalProgress(wording: ProgressWording): ProgressLine {
  const line = terminalLine();
  return {
    interval: line.interval,
    update: (state) => line.update(barText(state, wording)),
    end: line.end,
  };
}

/** A task's line in a terminal. */
export function barText(state: ProgressState, { describe }: ProgressWording): string {
  const filled = Math.round((20 * state.done) / state.total);
  return `${state.title} ${"█".repeat(filled)}${"░".repeat(20 - filled)} ${describe(state)}`;
}

function notebookLine({ describe }: ProgressWording): ProgressLine {
  const show = liveDisplay();
  return {
    interval: liveInterval,
    update(state) {
      const html = `<div>${escapeHtml(state.title)} ${barHtml(state)} ${describe(state)}</div>`;
      show(asDisplayable({ "text/html": html, "text/plain": `${state.title}: ${describe(state)}` }));
    },
    end: (text) => show(asDisplayable({ "text/plain": text })),
  };
}

/** A task's bar in a notebook. */
export function barHtml({ done, total }: ProgressState): string {
  return `<progress value="${done}" max="${Math.max(total, 1)}" style="width: 240px"></progress>`;
}
