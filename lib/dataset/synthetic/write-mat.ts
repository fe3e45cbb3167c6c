import { isAscii } from "node:buffer";
import { deflateSync } from "node:zlib";
import { ArrayClass } from "../mat/array";
import { ElementType } from "../mat/element";

/** A field's values: numbers make a 1 x N double array, others a 1 x N cell array of texts and of rows of numbers. */
export type MatField = readonly (number | string | readonly number[])[];

/**
 * The bytes of a MATLAB 5.0 MAT-file (Level 5, little-endian) with one variable, a 1 x 1 struct, laid out as MATLAB
 * lays out IMDB-WIKI's metadata: whole numbers in the smallest integer type that holds them, ASCII text as UTF-8 and
 * other text as UTF-16, and all of it compressed.
 *
 * @param name - the variable's name, ASCII
 * @param struct - the fields, in this order; their names are ASCII of at most 31 characters
 * @param options - `compressed`: whether the variable is deflated, as MATLAB has done since version 7
 *
 * @example
 * await writeFile("faces.mat", matFile("faces", { gender: [1, Number.NaN], name: ["Ada", "李娜"] }));
 */
export function matFile(
  name: string,
  struct: Readonly<Record<string, MatField>>,
  { compressed = true } = {},
): Uint8Array {
  const fieldNames = Object.keys(struct);
  const longest = Math.max(...fieldNames.map((field) => field.length)) + 1;
  const variable = matrix(ArrayClass.struct, [1, 1], name, [
    element(ElementType.int32, int32([longest])),
    element(
      ElementType.int8,
      Buffer.concat(fieldNames.map((field) => Buffer.alloc(longest).fill(field, 0, field.length, "latin1"))),
    ),
    ...Object.values(struct).map(fieldMatrix),
  ]);
  const header = Buffer.alloc(128);
  header.fill(" ", 0, 116).write("MATLAB 5.0 MAT-file, Platform: Node.js", "latin1");
  header.writeUInt16LE(0x0100, 124);
  header.write("IM", 126, "latin1");
  return Buffer.concat(
    compressed ? [header, element(ElementType.compressed, deflateSync(variable))] : [header, variable],
  );
}

function fieldMatrix(values: MatField): Buffer {
  if (values.every((value): value is number => typeof value === "number")) return doubles(values);
  const cells = values.map((value) =>
    typeof value === "string" ? text(value) : doubles(typeof value === "number" ? [value] : value),
  );
  return matrix(ArrayClass.cell, [1, values.length], "", cells);
}

function matrix(kind: number, dimensions: readonly number[], name: string, content: readonly Buffer[]): Buffer {
  const flags = Buffer.alloc(8);
  flags.writeUInt32LE(kind);
  return element(
    ElementType.matrix,
    Buffer.concat([
      element(ElementType.uint32, flags),
      element(ElementType.int32, int32(dimensions)),
      element(ElementType.int8, Buffer.from(name, "latin1")),
      ...content,
    ]),
  );
}

function text(value: string): Buffer {
  const ascii = isAscii(Buffer.from(value));
  const data = ascii
    ? element(ElementType.utf8, Buffer.from(value, "latin1"))
    : element(ElementType.utf16, Buffer.from(value, "utf16le"));
  return matrix(ArrayClass.characters, [1, value.length], "", [data]);
}

function doubles(values: readonly number[]): Buffer {
  return matrix(ArrayClass.double, [1, values.length], "", [numbers(values)]);
}

/** The numbers in the smallest of the types that MATLAB stores doubles in. */
function numbers(values: readonly number[]): Buffer {
  const within = (minimum: number, maximum: number) =>
    values.every((value) => Number.isInteger(value) && value >= minimum && value <= maximum);
  if (within(0, 2 ** 8 - 1)) return element(ElementType.uint8, Buffer.from(values));
  if (within(0, 2 ** 16 - 1)) return element(ElementType.uint16, bytesOf(Uint16Array.from(values)));
  if (within(-(2 ** 15), 2 ** 15 - 1)) return element(ElementType.int16, bytesOf(Int16Array.from(values)));
  if (within(-(2 ** 31), 2 ** 31 - 1)) return element(ElementType.int32, int32(values));
  return element(ElementType.double, bytesOf(Float64Array.from(values)));
}

function int32(values: readonly number[]): Buffer {
  return bytesOf(Int32Array.from(values));
}

/**
 * The array's bytes as they lie in memory: little-endian, like the file, on every processor that TensorFlow supports.
 */
function bytesOf(values: NodeJS.TypedArray): Buffer {
  return Buffer.from(values.buffer);
}

/** A tag and its data; up to four bytes share one 8-byte tag, and all but compressed data is padded to 8 bytes. */
function element(type: number, data: Buffer): Buffer {
  const small = data.length > 0 && data.length <= 4;
  const padding = small ? 4 - data.length : type === ElementType.compressed ? 0 : -data.length & 7;
  const tag = Buffer.alloc(small ? 4 : 8);
  if (small) {
    tag.writeUInt16LE(type);
    tag.writeUInt16LE(data.length, 2);
  } else {
    tag.writeUInt32LE(type);
    tag.writeUInt32LE(data.length, 4);
  }
  return Buffer.concat([tag, data, Buffer.alloc(padding)]);
}
