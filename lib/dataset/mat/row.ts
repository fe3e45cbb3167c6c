import { ArrayClass, flagsOf, shapeOf } from "./array";
import { damaged, type Element, ElementType, elementAt, MatFormatError, numbersAt } from "./element";

/** A row (or a column) of numbers, of characters or of cells in a .mat file. */
export interface Row {
  kind: "numbers" | "text" | "cells";
  /** How many of them there are; of text, how many numbers encode it. */
  count: number;
  /** Where the first element of its data begins, the numbers or the first cell. */
  data: number;
  /** Where its data ends. */
  end: number;
}

/**
 * How long a row may be: what is read of it takes 16 bytes and more a value. IMDB's metadata have half a million
 * records.
 */
const LONGEST = 2 ** 21;

/**
 * The row that an array is. An array without any content (MATLAB's `[]` in a cell) is a row of no numbers.
 *
 * @returns undefined when it is something else: a matrix, complex, sparse, a struct …
 * @throws MatFormatError when a size or a type is not what the format allows, or when there are too many values
 */
export function rowOf(file: DataView, array: Element): Row | undefined {
  if (array.type === ElementType.matrix && array.end === array.start) {
    return { kind: "numbers", count: 0, data: array.end, end: array.end };
  }
  const flags = flagsOf(file, array);
  const { dimensions, data } = shapeOf(file, array, flags.next);
  const [rows = 0, columns = 0] = dimensions;
  if (dimensions.length > 2 || (rows > 1 && columns !== 1)) return undefined;
  let kind: Row["kind"];
  let count = rows * columns;
  if (flags.class === ArrayClass.cell) {
    kind = "cells";
  } else if (flags.class === ArrayClass.characters) {
    kind = "text";
    count = codesAt(file, data, array.end);
  } else if (flags.class >= ArrayClass.double && flags.class <= ArrayClass.uint64 && !flags.isComplex) {
    kind = "numbers";
    if (numbersAt(file, data, array.end).count !== count) throw damaged(data);
  } else {
    return undefined;
  }
  if (count > LONGEST) throw new MatFormatError(`holds a row of more than ${LONGEST} values, too many to read`);
  return { kind, count, data, end: array.end };
}

/** How many numbers encode the text whose element is at byte `at`: of 8 bits in UTF-8, of 16 bits in UTF-16. */
function codesAt(file: DataView, at: number, end: number): number {
  const { type, start, end: last } = elementAt(file, at, end);
  if (type === ElementType.utf8) return last - start;
  if (type !== ElementType.utf16) return numbersAt(file, at, end).count;
  if ((last - start) % 2 !== 0) throw damaged(at);
  return (last - start) / 2;
}
