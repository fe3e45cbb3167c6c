/// <reference path="./mat-for-js.d.ts" />
import { isAscii } from "node:buffer";
import { type MatValue, read } from "mat-for-js";
import { ArrayClass } from "./array";
import { ElementType, elementAt } from "./element";
import { type Row, rowOf } from "./row";
import { HEADER_SIZE } from "./variables";

/** How many cells, and about how many bytes of them, mat-for-js reads at a time. */
const BATCH = { cells: 2 ** 9, bytes: 2 ** 20 };

/**
 * The texts of a row of cells. An empty cell is an empty text.
 *
 * mat-for-js reads them, some at a time: what it makes of half a million texts would take gigabytes. The cells that it cannot
 * read are decoded here: text in UTF-16, and in UTF-8 beyond ASCII, each byte of which it takes for a signed character, and
 * arrays without any content (MATLAB's `[]` in a cell), which it reads past.
 *
 * @returns undefined when a cell holds something else
 * @throws MatFormatError when a size or a type is not what the format allows
 */
export function readTexts(file: DataView, cells: Row): string[] | undefined {
  const texts: string[] = [];
  let next = cells.data;
  let batch = { start: next, count: 0 };
  const readBatch = (end: number) => {
    if (batch.count > 0) texts.push(...textsOf(bytesOf(file, batch.start, end), batch.count));
    batch = { start: next, count: 0 };
  };
  while (texts.length + batch.count < cells.count) {
    const cell = elementAt(file, next, cells.end);
    // mat-for-js trusts every size that it meets, so it gets only what was checked.
    const row = rowOf(file, cell);
    if (!row || (row.kind !== "text" && row.count > 0)) return undefined;
    const text = row.count === 0 ? "" : decoded(file, row);
    next = cell.next;
    if (text === undefined) batch.count++;
    else {
      readBatch(cell.at);
      texts.push(text);
    }
    if (batch.count === BATCH.cells || next - batch.start > BATCH.bytes) readBatch(next);
  }
  readBatch(next);
  return texts;
}

/** A text that mat-for-js cannot read. */
function decoded(file: DataView, row: Row): string | undefined {
  const { type, start, end } = elementAt(file, row.data, row.end);
  const bytes = bytesOf(file, start, end);
  if (type === ElementType.utf16) return bytes.toString("utf16le");
  return type === ElementType.utf8 && !isAscii(bytes) ? bytes.toString("utf8") : undefined;
}

/** What mat-for-js reads of some cells, as the one variable of a .mat file. */
function textsOf(cells: Buffer, count: number): string[] {
  const { matrix, uint32, int32, int8 } = ElementType;
  const head = Int32Array.of(matrix, 40 + cells.length, uint32, 8, ArrayClass.cell, 0, int32, 8, 1, count, int8, 0);
  const file = Buffer.concat([Buffer.alloc(HEADER_SIZE), new Uint8Array(head.buffer), cells]);
  file.writeUInt16LE(0x0100, 124);
  file.write("IM", 126); // little-endian
  const [values] = Object.values(read(new Uint8Array(file).buffer).data);
  return Array.isArray(values) ? values.map(plainText) : [];
}

/** A text that mat-for-js gave as the numbers that encode it, or put together of its characters, each of which takes memory. */
function plainText(value: MatValue): string {
  if (typeof value === "string") return Buffer.from(value, "latin1").toString("latin1");
  return Array.isArray(value) ? value.map((code) => String.fromCharCode(Number(code))).join("") : "";
}

function bytesOf(file: DataView, start: number, end: number): Buffer {
  return Buffer.from(file.buffer, file.byteOffset + start, end - start);
}
