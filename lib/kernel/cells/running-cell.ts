/**
 * Which cell a piece of code belongs to, so that what it prints and shows appears there, also when it runs in the background
 * of a later cell.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { cellOutputsHook } from "../../display/display";
import { tslab } from "../compiling/tslab";
import type { Cell } from "./cell";

const running = new AsyncLocalStorage<Cell>();
let latest: Cell | undefined;

/** Runs a cell's code, with all that it starts. */
export function runCell<T>(cell: Cell, code: () => Promise<T>): Promise<T> {
  latest = cell;
  return running.run(cell, code);
}

/** Runs a task for a cell that may have ended, such as what it has a widget do: what it puts out appears there. */
export function runForCell(cell: Cell | undefined, task: () => void): void {
  if (cell === undefined) task();
  else running.run(cell, task);
}

/** Sends to the cells what JavaScript prints and displays. What native code prints goes where the kernel was started. */
export function installOutputs(): void {
  redirect(process.stdout, "stdout");
  redirect(process.stderr, "stderr");
  Reflect.set(globalThis, cellOutputsHook, currentCell);
  // For notebooks that use tslab's own `display`.
  const lastWriteDisplayData: typeof tslab.jupyter.lastWriteDisplayData = (content, update) =>
    currentCell()?.send(update ? "update_display_data" : "display_data", { ...content });
  Object.assign(tslab.jupyter, { lastWriteDisplayData });
}

/** The cell that has not ended yet, whatever code is running. */
export function runningCell(): Cell | undefined {
  return latest?.ended === false ? latest : undefined;
}

/** The cell whose code is running. */
export function currentCell(): Cell | undefined {
  return running.getStore() ?? latest;
}

function redirect(stream: NodeJS.WriteStream, name: "stdout" | "stderr"): void {
  const original = stream.write.bind(stream);
  const write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const cell = currentCell();
    if (cell === undefined) return original(chunk);
    cell.write(name, chunk);
    const done = rest.at(-1);
    if (typeof done === "function") process.nextTick(done);
    return true;
  };
  // The terminal that Jupyter was started from is not where the text goes: no colors for it.
  Object.assign(stream, { write, isTTY: false });
}
