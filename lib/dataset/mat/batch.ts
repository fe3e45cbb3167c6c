/// <reference path="./mat-for-js.d.ts" />
import { type MatValue, read } from "mat-for-js";
import { ArrayClass } from "./array";
import { damaged, type Element, ElementType, elementAt } from "./element";
import { type Row, rowOf } from "./row";
import { HEADER_SIZE } from "./variables";

/** How many cells, and about how many bytes of them, mat-for-js reads at a time. */
const BATCH = { cells: 2 ** 12, bytes: 2 ** 20 };

/** Bytes of a cell array before its first cell: its tag, and its flags, dimensions and name with theirs. */
const HEAD_SIZE = 8 + 16 + 16 + 8;

/**
 * Reads rows that lie one after the other in a .mat file: numbers come as an array, text as the array of the numbers
 * that encode it, UTF-16, or UTF-8 where a number is negative.
 *
 * mat-for-js reads them, in batches: as many arrays as a large field has all at once would take a gigabyte. Each batch is
 * copied to a cell array of its own, and there its bytes are changed to what mat-for-js reads rightly:
 * - Text in UTF-8 becomes signed bytes, text in UTF-16 unsigned 16-bit numbers. mat-for-js takes each byte of either for
 *   a character.
 * - An array without any content (MATLAB's `[]` in a cell) becomes an empty row of bytes. mat-for-js reads past it.
 *
 * @param start - where the first of them begins
 * @param end - where they end
 * @param count - how many there are
 * @param check - is told what each is; mat-for-js trusts every size that it meets, so it gets only what is a row of numbers
 *   or text, and otherwise `check` is to throw
 * @throws MatFormatError when a size or a type is not what the format allows
 */
export function* readRows(
  file: DataView,
  { start, end, count }: { start: number; end: number; count: number },
  check: (row: Row | undefined) => void,
): Generator<MatValue[]> {
  let next = start;
  for (let left = count; left > 0; ) {
    const first = next;
    let cells = 0;
    while (cells < Math.min(left, BATCH.cells) && next - first < BATCH.bytes) {
      next = elementAt(file, next, end).next;
      cells++;
    }
    left -= cells;
    yield readBatch(new Uint8Array(file.buffer, file.byteOffset + first, next - first), cells, check);
  }
}

function readBatch(cells: Uint8Array, count: number, check: (row: Row | undefined) => void): MatValue[] {
  const bytes = new ArrayBuffer(HEADER_SIZE + HEAD_SIZE + cells.length);
  new Uint8Array(bytes).set(cells, HEADER_SIZE + HEAD_SIZE);
  const file = new DataView(bytes);
  writeHead(file, count);
  for (let next = HEADER_SIZE + HEAD_SIZE; next < bytes.byteLength; ) {
    const cell = elementAt(file, next, bytes.byteLength);
    const row = rowOf(file, cell);
    check(row);
    mend(file, cell, row);
    next = cell.next;
  }
  const [values] = Object.values(read(bytes).data);
  if (!Array.isArray(values)) throw damaged(0);
  return values;
}

/** The header of a file, and the head of a cell array with `count` cells that take the rest of it. */
function writeHead(file: DataView, count: number): void {
  file.setUint16(124, 0x0100, true);
  file.setUint16(126, 0x4d49, true); // "IM": little-endian
  const words = [ElementType.matrix, file.byteLength - HEADER_SIZE - 8];
  words.push(ElementType.uint32, 8, ArrayClass.cell, 0);
  words.push(ElementType.int32, 8, 1, count);
  words.push(ElementType.int8, 0);
  for (const [index, word] of words.entries()) file.setUint32(HEADER_SIZE + 4 * index, word, true);
}

function mend(file: DataView, cell: Element, row: Row | undefined): void {
  if (cell.end === cell.start) {
    file.setUint8(cell.at, ElementType.uint8);
  } else if (row?.kind === "text") {
    const type = file.getUint8(row.data);
    if (type === ElementType.utf8) file.setUint8(row.data, ElementType.int8);
    if (type === ElementType.utf16) file.setUint8(row.data, ElementType.uint16);
  }
}
