/**
 * The stop button: work that listens to it, see `lib/interruptible.ts`, ends its cell by itself.
 */
import { type InterruptListening, interruptHook } from "../interruptible";
import type { Cell } from "./cells/cell";
import { currentCell, runningCell } from "./cells/running-cell";

/** What each work that can be stopped wants to have called, and the cell that started it. */
const listening = new Map<() => void, Cell>();

const listen: InterruptListening = (onInterrupt) => {
  const cell = currentCell();
  // Work that begins in a cell that was stopped, such as the next in a loop, is not wanted.
  if (cell?.interrupted) onInterrupt();
  else if (cell !== undefined) listening.set(onInterrupt, cell);
  return () => void listening.delete(onInterrupt);
};

/** Lets the work in cells listen. */
export function installInterrupt(): void {
  Reflect.set(globalThis, interruptHook, listen);
}

/**
 * Tells the work of the running cell to stop; where no cell runs, the work that earlier cells left in the background.
 * @returns whether the cell ends by itself: it has work that listens, and was not interrupted before
 */
export function interruptWork(): boolean {
  const running = runningCell();
  const again = running?.interrupted === true;
  const work = [...listening].filter(([, cell]) => running === undefined || cell === running);
  for (const cell of [running, ...work.map(([, cell]) => cell)]) if (cell !== undefined) cell.interrupted = true;
  for (const [onInterrupt] of work) onInterrupt();
  return work.length > 0 && !again;
}
