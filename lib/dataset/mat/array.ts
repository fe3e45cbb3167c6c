/**
 * The head of an array in a Level 5 MAT-file. An array is an element of type `matrix`, whose content is a row of
 * elements: flags with the array's class, its dimensions, its name, then the data.
 */
import { damaged, descriptionAt, type Element, ElementType } from "./element";

/** The classes of arrays that are told apart here; all between `double` and `uint64` are numeric. */
export const ArrayClass = { cell: 1, struct: 2, characters: 4, double: 6, uint64: 15 } as const;

/** What an array's flags say. */
export interface ArrayFlags {
  class: number;
  isComplex: boolean;
  /** Where the element after the flags begins. */
  next: number;
}

/** What the elements between an array's flags and its data say. */
export interface ArrayShape {
  /** Two or more, none negative. */
  dimensions: number[];
  name: string;
  /** Where the first element of the data begins. */
  data: number;
}

/** @throws MatFormatError when the element is no array, or one without any content */
export function flagsOf(file: DataView, array: Element): ArrayFlags {
  if (array.type !== ElementType.matrix) throw damaged(array.at);
  const flags = descriptionAt(file, array.start, array.end, ElementType.uint32);
  if (flags.count !== 2) throw damaged(flags.at);
  return {
    class: file.getUint8(flags.start),
    isComplex: (file.getUint8(flags.start + 1) & 0x08) !== 0,
    next: flags.next,
  };
}

/**
 * @param next - where the element after the flags begins
 * @throws MatFormatError when the array has no dimensions or no name (which may be empty)
 */
export function shapeOf(file: DataView, array: Element, next: number): ArrayShape {
  const sizes = descriptionAt(file, next, array.end, ElementType.int32);
  const dimensions: number[] = [];
  for (let at = sizes.start; at < sizes.end; at += 4) dimensions.push(file.getInt32(at, true));
  if (dimensions.length < 2 || dimensions.some((size) => size < 0)) throw damaged(sizes.at);
  const name = descriptionAt(file, sizes.next, array.end, ElementType.int8);
  return { dimensions, name: asciiText(file, name.start, name.end), data: name.next };
}

/** The text from `start` to `end`, or to the first zero byte before. */
export function asciiText(file: DataView, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end && file.getUint8(i) !== 0; i++) text += String.fromCharCode(file.getUint8(i));
  return text;
}
