import { describeDuration } from "../../notebook/progress/duration";
import type { RunOutcome, SweepEvent } from "../../training/sweep/sweep";

/** What a sweep's progress is told on. */
type Terminal = Pick<NodeJS.WriteStream, "write" | "isTTY" | "columns" | "rows">;

/**
 * Tells how a sweep goes on: a line for each run that begins or ends, and in a terminal, below them, a line for each run that
 * is running, with what it printed last.
 *
 * @param count - how many runs the sweep has
 * @returns what to call with each event
 */
export function sweepProgress(count: number, stream: Terminal = process.stderr): (event: SweepEvent) => void {
  const running = new Map<string, string>();
  let ended = 0;
  let shown = 0;

  /** Writes lines where those of the running runs were, and these anew below. */
  function show(lines: readonly string[]): void {
    if (stream.isTTY && shown > 0) stream.write(`\x1b[${shown}A\x1b[0J`); // up to the first of them, and clear from there
    for (const line of lines) stream.write(`${line}\n`);
    if (!stream.isTTY) return;
    const [width, height] = [(stream.columns || 80) - 1, (stream.rows || 24) - 2]; // what wraps could not be written over
    const told = [...running].slice(0, Math.max(1, height));
    for (const [name, printed] of told) stream.write(`${`  ${name}  ${printed}`.slice(0, width)}\n`);
    shown = told.length;
  }

  return (event) => {
    if (event.kind === "printed") {
      running.set(event.run.name, event.line);
      if (stream.isTTY) show([]);
    } else if (event.kind === "begun") {
      running.set(event.run.name, "");
      show(stream.isTTY ? [] : [`${event.run.name} begins`]);
    } else {
      running.delete(event.outcome.run.name);
      ended++;
      show(describeEnd(event.outcome, `[${ended} of ${count}]`));
    }
  };
}

function describeEnd({ run, state, before, seconds, lines }: RunOutcome, position: string): string[] {
  const how = before ? "was finished before" : `${state} after ${describeDuration(seconds)}`;
  return [`${position} ${run.name} ${how}${lines.length > 0 ? ":" : ""}`, ...lines.map((line) => `    ${line}`)];
}
