import { interruptible } from "../../interruptible";

/**
 * Waits until something is told, or the cell is stopped.
 *
 * @param listen - begins to listen at once; returns what takes its listeners off again, which is then called in any case
 * @throws Stopped when the cell is stopped
 */
export async function waitUntilTold<Value>(listen: (tell: (value: Value) => void) => (() => void)[]): Promise<Value> {
  let stops: (() => void)[] = [];
  const told = new Promise<Value>((resolve) => {
    stops = listen(resolve);
  });
  try {
    return await interruptible(undefined, (signal) => {
      const stopped = new Promise<never>((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
      return Promise.race([told, stopped]);
    });
  } finally {
    for (const stop of stops) stop();
  }
}
