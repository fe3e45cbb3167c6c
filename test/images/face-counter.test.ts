import { beforeEach, expect, test, vi } from "vitest";
import { faceCounter } from "../../lib/images/face-counter";

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

test("reports every 100 ms and at the end, with what was done before", () => {
  const onProgress = vi.fn();
  const count = faceCounter({ total: 10, before: 4, onProgress });
  for (let face = 0; face < 6; face++) {
    vi.advanceTimersByTime(60);
    count(1);
  }
  expect(onProgress.mock.calls).toEqual([
    [6, 10, 4],
    [8, 10, 4],
    [10, 10, 4],
  ]);
});

test("says nothing of what is done in the time of silence, and all at the end of what is not", () => {
  const onProgress = vi.fn();
  const quick = faceCounter({ total: 2, onProgress, silence: 1000 });
  for (const _ of [1, 2]) {
    vi.advanceTimersByTime(400);
    quick(1);
  }
  expect(onProgress).not.toHaveBeenCalled();
  const slow = faceCounter({ total: 3, onProgress, silence: 1000 });
  for (const _ of [1, 2, 3]) {
    vi.advanceTimersByTime(600);
    slow(1);
  }
  expect(onProgress.mock.calls).toEqual([
    [2, 3, 0],
    [3, 3, 0],
  ]);
});

test("stops when told so", () => {
  const stop = new AbortController();
  const count = faceCounter({ total: 2, signal: stop.signal });
  count(1);
  stop.abort(new Error("stopped"));
  expect(() => count(1)).toThrow("stopped");
});
