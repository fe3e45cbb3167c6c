/// <reference path="./mat-for-js.d.ts" />
import { type MatValue, read } from "mat-for-js";
import { ArrayClass } from "./array";
import { damaged, type Element, ElementType, elementAt } from "./element";
import { type Row, rowOf } from "./row";
import { HEADER_SIZE } from "./variables";

/** How many cells, and about how many bytes of them, mat-for-js reads at a time. */
const BATCH = { cells: 2 ** 9, bytes: 2 ** 20 };

/** Bytes of a cell array before its first cell: its tag; its flags, dimensions and name, each with a tag. */
const HEAD_SIZE = 8 + 16 + 16 + 8;

/**
 * The texts of a row of cells. An empty cell is an empty text.
 *
 * mat-for-js reads them, in batches: the arrays that it makes of half a million texts would take a gigabyte. Each batch is
 * copied to a file of its own, and there its bytes are changed to what mat-for-js reads rightly:
 * - Text in UTF-8 becomes signed bytes, text in UTF-16 unsigned 16-bit numbers. mat-for-js takes each byte of either for
 *   a character.
 * - An array without any content (MATLAB's `[]` in a cell) becomes an empty row of bytes. mat-for-js reads past it.
 *
 * @returns undefined when a cell holds something else
 * @throws MatFormatError when a size or a type is not what the format allows
 */
export function readTexts(file: DataView, cells: Row): string[] | undefined {
  const texts: string[] = [];
  let next = cells.data;
  while (texts.length < cells.count) {
    const first = next;
    const most = Math.min(BATCH.cells, cells.count - texts.length);
    let count = 0;
    while (count < most && next - first < BATCH.bytes) {
      next = elementAt(file, next, cells.end).next;
      count++;
    }
    const batch = fileOf(new Uint8Array(file.buffer, file.byteOffset + first, next - first), count);
    // mat-for-js trusts every size that it meets, so it gets only what was checked.
    if (!mend(new DataView(batch))) return undefined;
    const [values] = Object.values(read(batch).data);
    if (!Array.isArray(values)) throw damaged(first);
    for (const value of values) texts.push(decode(value));
  }
  return texts;
}

/** A .mat file with one variable, a row of these cells. */
function fileOf(cells: Uint8Array, count: number): ArrayBuffer {
  const bytes = new ArrayBuffer(HEADER_SIZE + HEAD_SIZE + cells.length);
  const file = new DataView(bytes);
  file.setUint16(124, 0x0100, true);
  file.setUint16(126, 0x4d49, true); // "IM": little-endian
  const words = [ElementType.matrix, HEAD_SIZE - 8 + cells.length];
  words.push(ElementType.uint32, 8, ArrayClass.cell, 0);
  words.push(ElementType.int32, 8, 1, count);
  words.push(ElementType.int8, 0);
  for (const [index, word] of words.entries()) file.setUint32(HEADER_SIZE + 4 * index, word, true);
  new Uint8Array(bytes).set(cells, HEADER_SIZE + HEAD_SIZE);
  return bytes;
}

/** @returns false when a cell holds something else than text or nothing */
function mend(file: DataView): boolean {
  let cell: Element;
  for (let at = HEADER_SIZE + HEAD_SIZE; at < file.byteLength; at = cell.next) {
    cell = elementAt(file, at, file.byteLength);
    const row = rowOf(file, cell);
    if (!row || (row.kind !== "text" && row.count > 0)) return false;
    if (cell.end === cell.start) {
      file.setUint8(at, ElementType.uint8);
    } else if (row.kind === "text") {
      const type = file.getUint8(row.data);
      if (type === ElementType.utf8) file.setUint8(row.data, ElementType.int8);
      if (type === ElementType.utf16) file.setUint8(row.data, ElementType.uint16);
    }
  }
  return true;
}

/** The text that mat-for-js gave as the numbers that encode it: UTF-16, or UTF-8 where a number is negative. */
function decode(value: MatValue): string {
  const codes = Array.isArray(value) ? value.map(Number) : [];
  if (codes.some((code) => code < 0)) return Buffer.from(codes).toString("utf8");
  // As arguments of one call: ten times faster, but there is a limit to their number.
  return codes.length < 1000 ? String.fromCharCode(...codes) : codes.map((code) => String.fromCharCode(code)).join("");
}
