import { elementAt, numbersAt } from "./element";
import { type Row, rowOf } from "./row";

/** How a number of each type is read. One of 64 bits beyond 2^53 becomes the nearest that JavaScript has. */
const readers: Readonly<Record<number, (file: DataView, at: number) => number>> = {
  1: (file, at) => file.getInt8(at),
  2: (file, at) => file.getUint8(at),
  3: (file, at) => file.getInt16(at, true),
  4: (file, at) => file.getUint16(at, true),
  5: (file, at) => file.getInt32(at, true),
  6: (file, at) => file.getUint32(at, true),
  7: (file, at) => file.getFloat32(at, true),
  9: (file, at) => file.getFloat64(at, true),
  12: (file, at) => Number(file.getBigInt64(at, true)),
  13: (file, at) => Number(file.getBigUint64(at, true)),
};

/**
 * The numbers of a row of them.
 *
 * Numbers are not read by mat-for-js: of half a million boxes it would make two million arrays, which takes longer than all
 * the rest of the file.
 *
 * @throws MatFormatError when a size or a type is not what the format allows
 */
export function readNumbers(file: DataView, row: Row): Float64Array {
  const numbers = new Float64Array(row.count);
  fill(numbers, file, row);
  return numbers;
}

/**
 * The numbers of a row of cells with a row of numbers each: as `width` columns, of the numbers' first to their last. They
 * are NaN where a cell has more numbers than `width`, or fewer.
 *
 * @returns undefined when a cell holds something else
 * @throws MatFormatError when a size or a type is not what the format allows
 */
export function readColumns(file: DataView, cells: Row, width: number): Float64Array[] | undefined {
  const columns = Array.from({ length: width }, () => new Float64Array(cells.count).fill(Number.NaN));
  const numbers = new Float64Array(width);
  let next = cells.data;
  for (let index = 0; index < cells.count; index++) {
    const cell = elementAt(file, next, cells.end);
    const row = rowOf(file, cell);
    if (row?.kind !== "numbers") return undefined;
    if (row.count === width) {
      fill(numbers, file, row);
      for (const [position, column] of columns.entries()) column[index] = numbers[position] ?? Number.NaN;
    }
    next = cell.next;
  }
  return columns;
}

function fill(numbers: Float64Array, file: DataView, row: Row): void {
  if (row.count === 0) return;
  const { type, start, end } = numbersAt(file, row.data, row.end);
  const read = readers[type];
  const size = (end - start) / row.count;
  for (let index = 0; index < row.count; index++) numbers[index] = read?.(file, start + index * size) ?? Number.NaN;
}
