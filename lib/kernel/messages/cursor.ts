/**
 * Cursors: Jupyter counts Unicode characters (code points), JavaScript and TypeScript UTF-16 units.
 */

/** The offset in UTF-16 units of Jupyter's cursor position. */
export function offsetOfCursor(code: string, cursor: number): number {
  return Array.from(code).slice(0, cursor).join("").length;
}

/** Jupyter's cursor position of an offset in UTF-16 units. */
export function cursorOfOffset(code: string, offset: number): number {
  return Array.from(code.slice(0, offset)).length;
}
