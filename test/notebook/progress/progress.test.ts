import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { describeDuration } from "../../../lib/notebook/progress/duration";
import { progressBar, progressBars } from "../../../lib/notebook/progress/progress";
import { byteWording, countWording } from "../../../lib/notebook/progress/progress-wording";
import { terminalLine } from "../../../lib/notebook/progress/terminal-line";
import { leaveNotebook, pretendNotebook } from "../../display/pretend-notebook";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  leaveNotebook();
});

test("in a notebook one display is updated at most twice a second, and ends as one line", () => {
  const { displays } = pretendNotebook();
  const progress = progressBar("Preparing <images>");
  for (let done = 0; done <= 1000; done++) {
    progress(done, 1000);
    vi.advanceTimersByTime(2);
  }
  expect(displays).toHaveLength(1);
  const [states = []] = displays;
  expect(states).toHaveLength(5); // at 0, 0.5, 1 and 1.5 s, and the end
  expect(states[2]?.["text/html"]).toContain('<progress value="500" max="1000"');
  expect(states[2]?.["text/html"]).toContain("Preparing &#60;images&#62;");
  expect(states[2]?.["text/html"]).toContain("500 of 1,000, 500 per second, 1.0 s left");
  expect(states[4]).toEqual({ "text/plain": "Preparing <images>: 1,000 in 2.0 s, 500 per second" });
});

test("what was done before does not count for the rate", () => {
  const { displays } = pretendNotebook();
  const progress = progressBar("Reading");
  vi.advanceTimersByTime(5000); // looking at what there is
  progress(850, 1000, 850);
  vi.advanceTimersByTime(1000);
  progress(900, 1000, 850);
  vi.advanceTimersByTime(2000);
  progress(1000, 1000, 850);
  expect(displays[0]?.[0]?.["text/plain"]).toBe("Reading: 850 of 1,000");
  expect(displays[0]?.[1]?.["text/plain"]).toBe("Reading: 900 of 1,000, 50 per second, 2.0 s left");
  expect(displays[0]?.[2]).toEqual({ "text/plain": "Reading: 1,000 in 3.0 s, 50 per second" });
});

test("a call after the end changes nothing", () => {
  const { displays } = pretendNotebook();
  const progress = progressBar("Reading");
  progress(3, 3);
  progress(3, 3);
  expect(displays).toHaveLength(1);
  expect(displays[0]).toHaveLength(1);
});

test("of nothing, nothing is left to do", () => {
  const { displays } = pretendNotebook();
  progressBar("Reading")(0, 0);
  expect(displays).toEqual([[{ "text/plain": "Reading: 0 in 0.0 s" }]]);
});

test("in a program the bar goes to stderr, as few lines where it is not a terminal", () => {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const isTTY = process.stderr.isTTY;
  process.stderr.isTTY = false;
  const progress = progressBar("Reading");
  for (let done = 1; done <= 30; done++) {
    vi.advanceTimersByTime(1000);
    progress(done, 30);
  }
  process.stderr.isTTY = isTTY;
  const lines = write.mock.calls.map(([text]) => text);
  expect(lines).toHaveLength(4);
  expect(lines[1]).toBe("Reading ███████░░░░░░░░░░░░░ 11 of 30, 1 per second, 19 s left\n");
  expect(lines[3]).toBe("Reading: 30 in 30 s, 1 per second\n");
});

test("of tasks done by turns each has a bar in one display, and counts the time that went by for it", () => {
  const { displays } = pretendNotebook();
  const bars = progressBars(["a", "b", "c"], countWording);
  vi.advanceTimersByTime(1000);
  bars.update("a", 10, 20, 0);
  vi.advanceTimersByTime(2000);
  bars.update("b", 30, 30, 20);
  vi.advanceTimersByTime(4000);
  bars.skipTime();
  vi.advanceTimersByTime(1000);
  bars.update("a", 15, 20, 0);
  bars.end();
  expect(displays).toHaveLength(1);
  const [states = []] = displays;
  expect(states[2]?.["text/html"]).toContain('<progress value="15" max="20"');
  expect(states.map((state) => state["text/plain"])).toEqual([
    "a: 10 of 20, 10 per second, 1.0 s left\nb: not begun\nc: not begun",
    "a: 10 of 20, 10 per second, 1.0 s left\nb: 30 of 30, 5 per second, 0.0 s left\nc: not begun",
    "a: 15 of 20, 7.5 per second, 0.7 s left\nb: 30 of 30, 5 per second, 0.0 s left\nc: not begun",
    "a: 15 of 20, 7.5 per second, 0.7 s left\nb: 30 in 2.0 s, 5 per second\nc: not begun",
  ]);
});

test("in a program the task that is being done is on the line, and at last each has one", () => {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const isTTY = process.stderr.isTTY;
  process.stderr.isTTY = false;
  const bars = progressBars(["a", "b"], countWording);
  vi.advanceTimersByTime(1000);
  bars.update("a", 10, 20, 0);
  bars.end();
  process.stderr.isTTY = isTTY;
  expect(write.mock.calls.map(([text]) => text)).toEqual([
    "a ██████████░░░░░░░░░░ 10 of 20, 10 per second, 1.0 s left\n",
    "a: 10 of 20, 10 per second, 1.0 s left\n",
    "b: not begun\n",
  ]);
});

test("bytes are told in their units, and what was there before does not count as fast", () => {
  const { displays } = pretendNotebook();
  const progress = progressBar("Downloading", byteWording);
  const states = () => displays[0]?.map((state) => state["text/plain"]);
  progress(3_000_000_000, 7_012_157_440, 3_000_000_000);
  vi.advanceTimersByTime(10_000);
  progress(3_110_000_000, 7_012_157_440, 3_000_000_000);
  vi.advanceTimersByTime(1000);
  progress(0, 7_012_157_440); // begun afresh
  vi.advanceTimersByTime(1000);
  progress(900_000, 7_012_157_440);
  vi.advanceTimersByTime(699_000);
  progress(7_012_157_440, 7_012_157_440);
  expect(states()).toEqual([
    "Downloading: 3.0 of 7.0 GB",
    "Downloading: 3.1 of 7.0 GB, 11 MB/s, 5 min 55 s left",
    "Downloading: 0.0 of 7.0 GB",
    "Downloading: 0.0 of 7.0 GB, 900 kB/s, 2 h 10 min left",
    "Downloading: 7.0 GB in 11 min 40 s, 10 MB/s",
  ]);
});

test("few bytes are whole, and what was there from the start has no rate", () => {
  const { displays } = pretendNotebook();
  const progress = progressBar("Checking", byteWording);
  progress(12, 999, 12);
  vi.advanceTimersByTime(1000);
  progress(999, 999, 12);
  expect(displays[0]?.map((state) => state["text/plain"])).toEqual([
    "Checking: 12 of 999 B",
    "Checking: 999 B in 1.0 s, 987 B/s",
  ]);
  const done = progressBar("Downloading", byteWording);
  done(1000, 1000, 1000);
  expect(displays[1]?.at(-1)?.["text/plain"]).toBe("Downloading: 1.0 kB in 0.0 s");
});

test("in a terminal the line is written over and never wraps", () => {
  const written: string[] = [];
  const stream = Object.assign(Object.create(process.stderr), {
    isTTY: true,
    columns: 20,
    write: (text: string) => written.push(text),
  });
  const line = terminalLine(stream);
  line.update("a text that is too long for the terminal");
  line.end("done");
  expect(written).toEqual(["\ra text that is too \x1b[K", "\rdone\x1b[K\n"]);
});

test("durations are told in the units that matter", () => {
  expect([0.04, 9.96, 59.7, 200, 3599.8, 7500].map(describeDuration)).toEqual([
    "0.0 s",
    "10 s",
    "1 min 0 s",
    "3 min 20 s",
    "1 h 0 min",
    "2 h 5 min",
  ]);
});
