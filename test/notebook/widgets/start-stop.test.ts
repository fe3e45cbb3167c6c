import { setImmediate } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { Stopped } from "../../../lib/interruptible";
import { startStop } from "../../../lib/notebook/widgets";
import { PretendPage } from "./pretend-page";

const page = new PretendPage();
afterEach(() => page.clear());

/** Work that ends when it is told to. */
function pretendWork() {
  const signals: AbortSignal[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const work = (signal: AbortSignal) => {
    signals.push(signal);
    return new Promise<void>((resolve, reject) => ends.push((error) => (error ? reject(error) : resolve())));
  };
  return { signals, ends, work };
}

const settled = async () => {
  for (let turn = 0; turn < 5; turn++) await setImmediate();
};

test("work is started, stopped, and started again, and says how it stands", async () => {
  const { signals, ends, work } = pretendWork();
  const told = () => page.sent.flatMap(({ data }) => Object(data.state).value ?? []).at(-1);
  await page.run(() => startStop({ label: "Train", work }));
  expect([page.canPress("Train"), page.canPress("Stop")]).toEqual([true, false]);
  page.press("Train");
  await settled();
  expect([page.canPress("Train"), page.canPress("Stop"), told()]).toEqual([false, true, "at work"]);
  page.press("Train");
  page.press("Stop");
  await settled();
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  expect(told()).toBe("stopping after the running step");
  ends[0]?.();
  await settled();
  expect([page.canPress("Train"), page.canPress("Stop"), told()]).toEqual([true, false, "stopped"]);
  page.press("Train");
  await settled();
  ends[1]?.();
  await settled();
  expect([signals[1]?.aborted, told()]).toEqual([false, "done"]);
});

test("an error of the work is the cell's, that it was stopped is none", async () => {
  const { ends, work } = pretendWork();
  await page.run(() => startStop({ label: "Train", work }));
  page.press("Train");
  await settled();
  ends[0]?.(new RangeError("a rate of -1"));
  await settled();
  expect(page.outputs).toMatchObject([{ type: "error", content: { evalue: "a rate of -1" } }]);
  page.press("Train");
  await settled();
  page.press("Stop");
  ends[1]?.(new Stopped("Stopped; run the cell again to go on."));
  await settled();
  expect(page.outputs).toHaveLength(1);
  expect([page.canPress("Train"), page.canPress("Stop")]).toEqual([true, false]);
});

test("a cell that is run anew stops the work, and what it starts waits until that has ended", async () => {
  const { signals, ends, work } = pretendWork();
  const cell = () => startStop({ label: "Train", work });
  await page.run(cell, { id: "one" });
  page.press("Train");
  await settled();
  await page.run(cell, { id: "one" });
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  page.press("Train");
  await settled();
  expect(signals).toHaveLength(1);
  ends[0]?.();
  await settled();
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  ends[1]?.();
  await settled();
});
