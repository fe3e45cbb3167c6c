import { describeDuration } from "./duration";
import { escapeHtml } from "./escape-html";
import { asDisplayable, isNotebook, liveDisplay, liveInterval } from "./live-display";
import { terminalLine } from "./terminal-line";

/**
 * A bar that says how far a long task is, how fast it goes and how long it will take.
 *
 * In a notebook it is shown where the cell's output is and updated in place, at most twice a second; what is left of it is one
 * line. In a program it is a line on stderr.
 *
 * @param title - what is going on, such as "Preparing images"
 * @returns a function to call with how much is done, of how much in all, and how much of it was done before, which does not
 *   count for the rate; time counts from now on
 * @example
 * await prepareImages({ …, onProgress: progressBar("Preparing images") });
 */
export function progressBar(title: string): (done: number, total: number, before?: number) => void {
  const line = isNotebook() ? notebookLine() : terminalProgress();
  const start = performance.now();
  let next = start;
  let ended = false;
  return (done, total, before = 0) => {
    const now = performance.now();
    if (ended || (done < total && now < next)) return;
    next = now + line.interval;
    const state = { title, done, total, before, seconds: (now - start) / 1000 };
    ended = done >= total;
    if (ended) line.end(describeEnd(state));
    else line.update(state);
  };
}

interface ProgressState {
  title: string;
  done: number;
  total: number;
  before: number;
  seconds: number;
}

interface ProgressLine {
  interval: number;
  update(state: ProgressState): void;
  end(text: string): void;
}

function terminalProgress(): ProgressLine {
  const line = terminalLine();
  return {
    interval: line.interval,
    update(state) {
      const filled = Math.round((20 * state.done) / state.total);
      line.update(`${state.title} ${"█".repeat(filled)}${"░".repeat(20 - filled)} ${describe(state)}`);
    },
    end: line.end,
  };
}

function notebookLine(): ProgressLine {
  const show = liveDisplay();
  return {
    interval: liveInterval,
    update(state) {
      const bar = `<progress value="${state.done}" max="${state.total}" style="width: 240px"></progress>`;
      const html = `<div>${escapeHtml(state.title)} ${bar} ${describe(state)}</div>`;
      show(asDisplayable({ "text/html": html, "text/plain": `${state.title}: ${describe(state)}` }));
    },
    end: (text) => show(asDisplayable({ "text/plain": text })),
  };
}

const formatCount = new Intl.NumberFormat("en-US");
const formatRate = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });

/** "640 of 1,474, 912 per second, 0.9 s left" */
function describe({ done, total, before, seconds }: ProgressState): string {
  const counts = `${formatCount.format(done)} of ${formatCount.format(total)}`;
  if (done <= before || seconds === 0) return counts;
  const rate = (done - before) / seconds;
  return `${counts}, ${formatRate.format(rate)} per second, ${describeDuration((total - done) / rate)} left`;
}

/** "Preparing images: 1,474 in 1.6 s, 921 per second" */
function describeEnd({ title, done, before, seconds }: ProgressState): string {
  const rate = seconds > 0 ? `, ${formatRate.format((done - before) / seconds)} per second` : "";
  return `${title}: ${formatCount.format(done)} in ${describeDuration(seconds)}${rate}`;
}
