/** Bytes of .mat files for tests, down to the elements, to be made as odd as a test wants them. */
import { constants, deflateRawSync, deflateSync } from "node:zlib";

/** A tag and its content, padded. */
export function element(type: number, content: Uint8Array): Buffer {
  const tag = Buffer.alloc(8);
  tag.writeUInt32LE(type);
  tag.writeUInt32LE(content.length, 4);
  return Buffer.concat([tag, content, Buffer.alloc(-content.length & 7)]);
}

/** An array of a class: its flags, dimensions, name and data. */
export function array(kind: number, dimensions: number[], data: readonly Buffer[], name = ""): Buffer {
  const head = [element(6, int32(kind, 0)), element(5, int32(...dimensions)), element(1, Buffer.from(name))];
  return element(14, Buffer.concat([...head, ...data]));
}

export const doubles = (...values: number[]) =>
  array(6, [1, values.length], [element(9, new Uint8Array(Float64Array.from(values).buffer))]);
export const utf8 = (text: string) => array(4, [1, text.length], [element(16, Buffer.from(text))]);
export const utf16 = (text: string) => array(4, [1, text.length], [element(17, Buffer.from(text, "utf16le"))]);
/** MATLAB's `[]` in a cell: an array without any content. */
export const nothing = () => element(14, Buffer.alloc(0));
export const cells = (...contents: Buffer[]) => array(1, [1, contents.length], contents);

/** A struct; what its fields are is up to the test. */
export function struct(name: string, fields: Record<string, Buffer>, dimensions = [1, 1]): Buffer {
  const names = Object.keys(fields).map((field) => Buffer.alloc(32).fill(field, 0, field.length));
  const describe = [element(5, int32(32)), element(1, Buffer.concat(names))];
  return array(2, dimensions, [...describe, ...Object.values(fields)], name);
}

/** A whole file of these variables. */
export function file(...variables: Buffer[]): Buffer {
  const header = Buffer.alloc(128, " ");
  header.write("MATLAB 5.0 MAT-file, for a test");
  header.writeUInt16LE(0x0100, 124);
  header.write("IM", 126);
  return Buffer.concat([header, ...variables]);
}

/** A variable as MATLAB's v7 writes it. A compressed element is not padded. */
export function compressed(variable: Uint8Array, packed = deflateSync(variable)): Buffer {
  return element(15, packed).subarray(0, 8 + packed.length);
}

export function int32(...values: number[]): Buffer {
  return Buffer.from(Int32Array.from(values).buffer);
}

/**
 * A small file that unpacks to so many megabytes of zeros, behind the tag of a variable that says it has `size` bytes.
 */
export function bomb(size: number, megabytes: number): Buffer {
  const whole = { finishFlush: constants.Z_FULL_FLUSH };
  const tag = deflateRawSync(int32(14, size), whole);
  // A flushed block can follow itself: a megabyte unpacked in each kilobyte.
  const blocks = Array<Buffer>(megabytes).fill(deflateRawSync(Buffer.alloc(2 ** 20), whole));
  return file(compressed(Buffer.alloc(0), Buffer.concat([Buffer.from([0x78, 0x9c]), tag, ...blocks])));
}

/** A small file that unpacks to as many records as are read at most, of 128 bytes and more. */
export function manyRecords(): Buffer {
  const count = 2 ** 21;
  const same = (cell: Buffer) => array(1, [1, count], [Buffer.alloc(count * cell.length, cell)]);
  const bytes = (value: number) => array(6, [1, count], [element(2, Buffer.alloc(count, value))]);
  const texts = { full_path: same(utf8("x".repeat(72))), name: same(nothing()), face_location: same(nothing()) };
  const numbers = {
    gender: bytes(1),
    dob: bytes(1),
    photo_taken: bytes(1),
    face_score: bytes(1),
    second_face_score: bytes(0),
  };
  return file(compressed(struct("imdb", { ...texts, ...numbers, celeb_names: cells(utf8("a")), celeb_id: bytes(1) })));
}

/** The fields that a data set's struct has, for two faces. */
export const fields = () => ({
  dob: doubles(723671, 703186),
  photo_taken: doubles(2009, 1964),
  full_path: cells(utf8("00/a.jpg"), utf8("01/b.jpg")),
  gender: doubles(1, Number.NaN),
  name: cells(utf16("李娜"), nothing()),
  face_score: doubles(4.3, Number.NEGATIVE_INFINITY),
  second_face_score: doubles(Number.NaN, 1.9),
});

/** What imdb.mat has besides, and boxes. */
export const celebrities = () => ({
  face_location: cells(doubles(1, 1, 640, 480), doubles(1.5, 2.5, 30.25, 40)),
  celeb_names: cells(utf8("Ada"), utf16("李娜"), nothing()),
  celeb_id: doubles(2, 1),
});
