import { expect, test } from "vitest";
import { sweepProgress } from "../../../lib/programs/sweep/sweep-progress";
import type { RunOutcome, SweepEvent, SweepRun } from "../../../lib/training/sweep/sweep";

const [first, second]: [SweepRun, SweepRun] = [
  { name: "seed=1", settings: { seed: 1 }, arguments: [] },
  { name: "seed=2", settings: { seed: 2 }, arguments: [] },
];

function ended(run: SweepRun, outcome: Partial<RunOutcome>): SweepEvent {
  return { kind: "ended", outcome: { run, state: "finished", before: false, seconds: 61, lines: [], ...outcome } };
}

const events: SweepEvent[] = [
  { kind: "begun", run: first },
  { kind: "begun", run: second },
  { kind: "printed", run: first, line: "Epoch 1: gender right 0.9" },
  ended(second, { state: "failed", seconds: 2, lines: ["the loss is NaN"] }),
  ended(first, {}),
];

function shown(terminal: { isTTY: boolean; columns: number; rows: number }): string {
  let text = "";
  const write = (part: string | Uint8Array) => {
    text += part;
    return true;
  };
  const show = sweepProgress(2, { ...terminal, write });
  for (const event of events) show(event);
  return text;
}

test("a line for each run that begins or ends, with the last lines of one that failed", () => {
  expect(shown({ isTTY: false, columns: 80, rows: 24 })).toBe(
    "seed=1 begins\nseed=2 begins\n[1 of 2] seed=2 failed after 2.0 s:\n    the loss is NaN\n[2 of 2] seed=1 finished after 1 min 1 s\n",
  );
});

test("in a terminal, what runs is shown below, in lines that are written over and do not wrap", () => {
  expect(shown({ isTTY: true, columns: 24, rows: 24 }).replaceAll("\x1b[0J", "")).toBe(
    [
      "  seed=1  \n",
      "\x1b[1A  seed=1  \n  seed=2  \n",
      "\x1b[2A  seed=1  Epoch 1: gend\n  seed=2  \n",
      "\x1b[2A[1 of 2] seed=2 failed after 2.0 s:\n    the loss is NaN\n  seed=1  Epoch 1: gend\n",
      "\x1b[1A[2 of 2] seed=1 finished after 1 min 1 s\n",
    ].join(""),
  );
});

test("no more runs are shown than the terminal has room for", () => {
  const frames = shown({ isTTY: true, columns: 80, rows: 3 }).split("\x1b[0J");
  expect(frames[2]).toBe("  seed=1  Epoch 1: gender right 0.9\n\x1b[1A");
});
