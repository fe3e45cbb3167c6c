import { escapeHtml } from "../../display/escape-html";
import { asDisplayable, isNotebook, liveDisplay, liveInterval } from "../../display/live-display";
import { barHtml, barText } from "./progress";
import type { ProgressState, ProgressWording } from "./progress-wording";
import { terminalLine } from "./terminal-line";

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
  const states = titles.map((title): ProgressState => ({ title, done: 0, total: 0, before: 0, seconds: 0 }));
  const view = isNotebook() ? notebookView(states, wording) : terminalView(states, wording);
  let [previous, next] = [performance.now(), 0];
  return {
    update(title, done, total, before) {
      const now = performance.now();
      const state = states.find((one) => one.title === title);
      if (state === undefined) throw new Error(`there is no bar "${title}"`);
      Object.assign(state, { done, total, before, seconds: state.seconds + (now - previous) / 1000 });
      previous = now;
      if (now < next) return;
      next = now + view.interval;
      view.update(state);
    },
    skipTime() {
      previous = performance.now();
    },
    end: () => view.end(),
  };
}

interface View {
  interval: number;
  update(latest: ProgressState): void;
  end(): void;
}

function notebookView(states: readonly ProgressState[], wording: ProgressWording): View {
  const show = liveDisplay();
  const texts = (describe: (state: ProgressState) => string) => states.map(describe).join("\n");
  return {
    interval: liveInterval,
    update() {
      const rows = states.map((state) => {
        const cells = [escapeHtml(state.title), barHtml(state), state.total > 0 ? wording.describe(state) : ""];
        return `<tr>${cells.map((cell) => `<td style="text-align: left">${cell}</td>`).join("")}</tr>`;
      });
      const text = texts((state) => describe(state, wording));
      show(asDisplayable({ "text/html": `<table>${rows.join("")}</table>`, "text/plain": text }));
    },
    end: () => show(asDisplayable({ "text/plain": texts((state) => describeEnd(state, wording)) })),
  };
}

function terminalView(states: readonly ProgressState[], wording: ProgressWording): View {
  const line = terminalLine();
  return {
    interval: line.interval,
    update: (state) => line.update(barText(state, wording)),
    end() {
      for (const state of states) line.end(describeEnd(state, wording));
    },
  };
}

/** How far a task is. */
function describe(state: ProgressState, wording: ProgressWording): string {
  return `${state.title}: ${state.total === 0 ? "not begun" : wording.describe(state)}`;
}

/** How a task ended, or how far it came. */
function describeEnd(state: ProgressState, wording: ProgressWording): string {
  return state.total === 0 || state.done < state.total ? describe(state, wording) : wording.describeEnd(state);
}
