import { getEventListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { type InterruptListening, interruptHook, interruptible, Stopped } from "../lib/interruptible";

afterEach(() => void Reflect.deleteProperty(globalThis, interruptHook));

/** Stands in for the kernel: the running cell's listeners. */
function pretendKernel(): Set<() => void> {
  const listening = new Set<() => void>();
  const listen: InterruptListening = (onInterrupt) => {
    listening.add(onInterrupt);
    return () => void listening.delete(onInterrupt);
  };
  Reflect.set(globalThis, interruptHook, listen);
  return listening;
}

const untilStopped = (signal: AbortSignal) => sleep(60_000, undefined, { signal });

test("work returns its value, in a program and in a notebook", async () => {
  expect(await interruptible(undefined, async () => 1)).toBe(1);
  pretendKernel();
  expect(await interruptible(new AbortController().signal, async ({ aborted }) => aborted)).toBe(false);
});

test("the caller's signal stops work", async () => {
  const stop = new AbortController();
  const work = interruptible(stop.signal, untilStopped, "Stopped; run the cell again to go on.");
  stop.abort();
  await expect(work).rejects.toThrow(new Stopped("Stopped; run the cell again to go on."));
  await expect(work).rejects.toMatchObject({ name: "AbortError" });
});

test("an interrupt of the cell stops work, and work in work", async () => {
  const listening = pretendKernel();
  const work = interruptible(
    undefined,
    async (signal) => {
      setImmediate(() => listening.forEach((interrupt) => void interrupt()));
      return interruptible(signal, untilStopped, "the inner one knows best");
    },
    "the outer one",
  );
  await expect(work).rejects.toThrow(new Stopped("the inner one knows best"));
});

test("work that ends early with what it has is left to", async () => {
  const listening = pretendKernel();
  const work = interruptible(undefined, (signal) => untilStopped(signal).catch(() => "half of it"));
  setTimeout(() => listening.forEach((interrupt) => void interrupt()), 10);
  expect(await work).toBe("half of it");
});

test("work does not begin where it is stopped already", async () => {
  const listen: InterruptListening = (onInterrupt) => {
    onInterrupt();
    return () => {};
  };
  await expect(interruptible(AbortSignal.abort(), () => Promise.reject("began"))).rejects.toThrow(Stopped);
  Reflect.set(globalThis, interruptHook, listen);
  await expect(interruptible(undefined, () => Promise.reject("began"))).rejects.toThrow(Stopped);
});

test("other errors and reasons stay what they are", async () => {
  await expect(interruptible(undefined, () => Promise.reject(new Error("disk full")))).rejects.toThrow("disk full");
  const reason = new RangeError("the caller's own");
  await expect(interruptible(AbortSignal.abort(reason), untilStopped)).rejects.toBe(reason);
});

test("nothing is left on the signal or in the kernel", async () => {
  const listening = pretendKernel();
  const stop = new AbortController();
  for (let repetition = 0; repetition < 20; repetition++) {
    await interruptible(stop.signal, async () => {
      expect(getEventListeners(stop.signal, "abort")).toHaveLength(1);
      expect(listening.size).toBe(1);
    });
    await interruptible(stop.signal, () => Promise.reject(new Error())).catch(() => {});
  }
  expect(getEventListeners(stop.signal, "abort")).toHaveLength(0);
  expect(listening.size).toBe(0);
});
