import { ArrayClass, asciiText, FLAGS, flagsOf, shapeOf } from "./array";
import { damaged, descriptionAt, type Element, ElementType, elementAt, MatFormatError, numbersAt } from "./element";

/** A struct in a .mat file and where its fields are. */
export interface MatStruct {
  name: string;
  dimensions: number[];
  /** The fields' elements by name, in the file's order; none when the struct is not 1 x 1. */
  fields: Map<string, Element>;
}

/**
 * How many values of a struct are read, a cell counted as 8 and a number of 64 bits, which becomes a bigint, as 4: what
 * fits into Node's memory, where each takes 8 bytes and more. IMDB's metadata have some 36 million.
 */
const MOST_VALUES = 3 * 2 ** 24;

/**
 * The struct at byte `at` of a file, or undefined when the variable there is something else.
 *
 * @throws MatFormatError when a size or a type is not what the format allows
 */
export function structAt(file: DataView, at: number): MatStruct | undefined {
  const variable = elementAt(file, at, file.byteLength);
  const flags = flagsOf(file, variable);
  if (flags.class !== ArrayClass.struct) return undefined;
  const { name, dimensions, data } = shapeOf(file, variable, flags.next);
  const fields = new Map<string, Element>();
  if (dimensions.join() !== "1,1") return { name, dimensions, fields };

  const width = descriptionAt(file, data, variable.end, ElementType.int32);
  const names = descriptionAt(file, width.next, variable.end, ElementType.int8);
  const step = width.count === 1 ? file.getInt32(width.start, true) : 0;
  if (step < 1 || names.count % step !== 0) throw damaged(width.at);
  let next = names.next;
  for (let start = names.start; start < names.end; start += step) {
    const field = elementAt(file, next, variable.end);
    const fieldName = asciiText(file, start, start + step);
    if (field.type !== ElementType.matrix || fields.has(fieldName)) throw damaged(next);
    fields.set(fieldName, field);
    next = field.next;
  }
  return { name, dimensions, fields };
}

/**
 * Checks the wanted fields of a struct, because mat-for-js trusts every size that it meets, and changes the file's
 * bytes to what mat-for-js reads rightly:
 * - Text in UTF-8 becomes signed bytes, text in UTF-16 unsigned 16-bit numbers: so a negative number tells UTF-8.
 *   mat-for-js takes each byte of either for a character.
 * - An array without any content (MATLAB's `[]` in a cell) becomes an empty row of bytes. mat-for-js reads past it.
 * - The other fields become function handles, which mat-for-js passes over: that saves more than half of its time.
 *
 * @throws MatFormatError when a wanted field is not a row (or a column) of numbers, text or cells of them, when a size or
 *   a type is not what the format allows, or when there are too many values
 */
export function mendStruct(file: DataView, { fields }: MatStruct, wanted: readonly string[]): void {
  let values = 0;
  for (const [name, field] of fields) {
    if (field.end === field.start) makeEmptyRow(field);
    else if (wanted.includes(name)) mend(field, name, true);
    else passOver(field);
  }

  function mend(array: Element, field: string, mayBeCell: boolean): void {
    const flags = flagsOf(file, array);
    const { dimensions, data } = shapeOf(file, array, flags.next);
    const [rows = 0, columns = 0] = dimensions;
    if (dimensions.length > 2 || (rows > 1 && columns !== 1)) throw unreadable(field);
    const count = rows * columns;
    if (flags.class === ArrayClass.cell && mayBeCell) {
      spend(ElementType.matrix, count);
      mendCells(data, array.end, count, field);
    } else if (flags.class === ArrayClass.characters) {
      mendText(data, array.end);
    } else if (flags.class >= ArrayClass.double && flags.class <= ArrayClass.uint64 && !flags.isComplex) {
      const numbers = numbersAt(file, data, array.end);
      if (numbers.count !== count) throw damaged(data);
      spend(numbers.type, count);
    } else {
      throw unreadable(field);
    }
  }

  function mendCells(first: number, end: number, count: number, field: string): void {
    let next = first;
    for (let i = 0; i < count; i++) {
      const cell = elementAt(file, next, end);
      if (cell.type === ElementType.matrix && cell.end === cell.start) makeEmptyRow(cell);
      else mend(cell, field, false);
      next = cell.next;
    }
  }

  function mendText(at: number, end: number): void {
    const { type } = elementAt(file, at, end);
    if (type === ElementType.utf8) file.setUint8(at, ElementType.int8);
    if (type === ElementType.utf16) file.setUint8(at, ElementType.uint16);
    const codes = numbersAt(file, at, end);
    spend(codes.type, codes.count);
  }

  function makeEmptyRow(array: Element): void {
    file.setUint8(array.at, ElementType.uint8);
  }

  function passOver(array: Element): void {
    // mat-for-js reads two more elements: dimensions and name, or whatever else an object of MATLAB keeps there.
    const second = numbersAt(file, flagsOf(file, array).next, array.end);
    const third = numbersAt(file, second.next, array.end);
    spend(second.type, second.count);
    spend(third.type, third.count);
    file.setUint8(array.start + FLAGS, ArrayClass.functionHandle);
  }

  function spend(type: number, count: number): void {
    const isBigint = type === ElementType.int64 || type === ElementType.uint64;
    values += count * (type === ElementType.matrix ? 8 : isBigint ? 4 : 1);
    if (values > MOST_VALUES) throw new MatFormatError(`holds more than ${MOST_VALUES} values, too many to read`);
  }
}

function unreadable(field: string): MatFormatError {
  return new MatFormatError(`keeps its field ${field} as something other than a row of numbers, text or cells of them`);
}
