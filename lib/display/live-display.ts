import { cellOutputsHook, type DisplayHandle, display } from "./display";

/** Whether this code runs in a notebook's kernel, where `display` shows values, or in a program. */
export function isNotebook(): boolean {
  return Reflect.has(globalThis, cellOutputsHook);
}

/** How often a display changes at most: often enough to look alive, rarely enough to cost nothing. In milliseconds. */
export const liveInterval = 500;

/** A place among a cell's outputs, taken by the first value shown; each further one replaces the one before. */
export function liveDisplay(): (value: unknown) => void {
  let handle: DisplayHandle | undefined;
  return (value) => {
    if (handle === undefined) handle = display(value);
    else handle.update(value);
  };
}
