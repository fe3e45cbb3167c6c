/**
 * The elements that a Level 5 MAT-file is made of. An element is a tag of 8 bytes, the type and the size of the
 * content, then the content, padded to a multiple of 8; content of up to 4 bytes sits in the tag itself.
 * Source: "MAT-File Format", The MathWorks.
 */

/** What is wrong with a .mat file, worded to follow the file's name: "is damaged: …". */
export class MatFormatError extends Error {}

/** The types of elements that are told apart, or written, here. */
export const ElementType = {
  int8: 1,
  uint8: 2,
  int16: 3,
  uint16: 4,
  int32: 5,
  uint32: 6,
  double: 9,
  matrix: 14,
  compressed: 15,
  utf8: 16,
  utf16: 17,
} as const;

/** Bytes a number by type: (u)int8, (u)int16, (u)int32, single, double, (u)int64. Other types hold no numbers. */
const numberSizes: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 2, 5: 4, 6: 4, 7: 4, 9: 8, 12: 8, 13: 8 };

/** How many numbers may describe an array: its flags, dimensions and names. MATLAB's own limits are far lower. */
const LONGEST_DESCRIPTION = 2 ** 16;

/** An element's place in a file, in bytes from the file's start. */
export interface Element {
  type: number;
  /** Where the tag begins. */
  at: number;
  /** Where the content begins. */
  start: number;
  /** Where the content ends. */
  end: number;
  /** Where the next element begins: after the padding. */
  next: number;
}

/** An element that holds numbers, and how many. */
export interface Numbers extends Element {
  count: number;
}

/**
 * The element whose tag is at byte `at`.
 *
 * @param end - where whatever holds the element ends
 * @throws MatFormatError when the tag, the content or the padding goes beyond `end`
 */
export function elementAt(file: DataView, at: number, end: number): Element {
  if (at + 8 > end) throw damaged(at);
  const word = file.getUint32(at, true);
  const sizeInTag = word >>> 16;
  const size = sizeInTag || file.getUint32(at + 4, true);
  const start = sizeInTag ? at + 4 : at + 8;
  const next = sizeInTag ? at + 8 : start + 8 * Math.ceil(size / 8);
  if (sizeInTag > 4 || next > end) throw damaged(at);
  return { type: word & 0xffff, at, start, end: start + size, next };
}

/**
 * The element of numbers at byte `at`.
 *
 * @throws MatFormatError when it holds something else, or a part of a number
 */
export function numbersAt(file: DataView, at: number, end: number): Numbers {
  const { type, start, end: last, next } = elementAt(file, at, end);
  const count = (last - start) / (numberSizes[type] ?? Number.NaN);
  if (!Number.isInteger(count)) throw damaged(at);
  // Not by `...element`: of these there are millions.
  return { type, at, start, end: last, next, count };
}

/**
 * The element at byte `at` of numbers of this type that describe an array.
 *
 * @throws MatFormatError when it holds something else, or more than could describe one
 */
export function descriptionAt(file: DataView, at: number, end: number, type: number): Numbers {
  const numbers = numbersAt(file, at, end);
  if (numbers.type !== type || numbers.count > LONGEST_DESCRIPTION) throw damaged(at);
  return numbers;
}

/** The error for bytes that the format does not allow. */
export function damaged(at: number): MatFormatError {
  return new MatFormatError(`is damaged: the format does not allow what is at byte ${at} of one of its variables`);
}
