import { asDisplayable } from "../../display/display";
import { escapeHtml } from "../../display/escape-html";
import { isNotebook, liveDisplay, liveInterval } from "../../display/live-display";
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
  const bars = progressBars([title], wording);
  let ended = false;
  return (done, total, before = 0) => {
    if (ended) return;
    bars.update(title, done, total, before);
    ended = done >= total;
    if (ended) bars.end();
  };
}

/** Several tasks that are done by turns. */
export interface ProgressBars {
  /** Called with how much of a task is done, of how much in all, and how much of it was done before this time. */
  update(title: string, done: number, total: number, before: number): void;
  /** Called after other work: the time until now counts for no task. */
  skipTime(): void;
  /** Called once nothing more is done, also where it was stopped: what is left are lines of text. */
  end(): void;
}

/**
 * A bar for each of several tasks that are done by turns, see `progressBar`: in a notebook one display with a line a task, in a
 * program a line on stderr, on which is the task that is being done.
 *
 * The time from one call to the next counts for the task of the latter.
 *
 * @param titles - of the tasks, all different
 */
export function progressBars(titles: readonly string[], wording: ProgressWording): ProgressBars {
  const states: States = new Map();
  const view = (isNotebook() ? notebookView : terminalView)(titles, states, wording);
  let [previous, next] = [performance.now(), 0];
  return {
    update(title, done, total, before) {
      const now = performance.now();
      const seconds = done === before ? 0 : (states.get(title)?.seconds ?? 0) + (now - previous) / 1000;
      const state = { title, done, total, before, seconds };
      states.set(title, state);
      previous = now;
      if (now < next || titles.every((one) => isDone(states.get(one)))) return; // the end says it
      next = now + view.interval;
      view.update(state);
    },
    skipTime() {
      previous = performance.now();
    },
    end: () => view.end(),
  };
}

/** How far the tasks are that have begun, by their titles. */
type States = Map<string, ProgressState>;

interface View {
  interval: number;
  update(latest: ProgressState): void;
  end(): void;
}

function notebookView(titles: readonly string[], states: States, wording: ProgressWording): View {
  const show = liveDisplay();
  return {
    interval: liveInterval,
    update() {
      const rows = titles.map((title) => {
        const state = states.get(title);
        const cells = [escapeHtml(title), barHtml(state), state ? wording.describe(state) : ""];
        return `<tr>${cells.map((cell) => `<td style="text-align: left">${cell}</td>`).join("")}</tr>`;
      });
      const text = titles.map((title) => describe(title, states.get(title), wording)).join("\n");
      show(asDisplayable({ "text/html": `<table>${rows.join("")}</table>`, "text/plain": text }));
    },
    end() {
      const text = titles.map((title) => describeEnd(title, states.get(title), wording)).join("\n");
      show(asDisplayable({ "text/plain": text }));
    },
  };
}

function barHtml({ done, total }: { done: number; total: number } = { done: 0, total: 0 }): string {
  return `<progress value="${done}" max="${Math.max(total, 1)}" style="width: 240px"></progress>`;
}

function terminalView(titles: readonly string[], states: States, wording: ProgressWording): View {
  const line = terminalLine();
  return {
    interval: line.interval,
    update(state) {
      const filled = Math.round((20 * state.done) / state.total);
      line.update(`${state.title} ${"█".repeat(filled)}${"░".repeat(20 - filled)} ${wording.describe(state)}`);
    },
    end() {
      for (const title of titles) line.end(describeEnd(title, states.get(title), wording));
    },
  };
}

function isDone(state: ProgressState | undefined): boolean {
  return state !== undefined && state.done >= state.total;
}

/** How far a task is. */
function describe(title: string, state: ProgressState | undefined, wording: ProgressWording): string {
  return `${title}: ${state ? wording.describe(state) : "not begun"}`;
}

/** How a task ended, or how far it came. */
function describeEnd(title: string, state: ProgressState | undefined, wording: ProgressWording): string {
  return state && isDone(state) ? wording.describeEnd(state) : describe(title, state, wording);
}
