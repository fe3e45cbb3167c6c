import { readFileSync, statSync } from "node:fs";
import { inflateSync } from "node:zlib";
import { damaged, ElementType, elementAt, MatFormatError } from "./element";

/** Bytes of the header before the first variable. */
export const HEADER_SIZE = 128;

/** Bytes of a file, unpacked. IMDB's metadata are some 200 MB. */
const LARGEST = 512 * 2 ** 20;

/**
 * The variables of a .mat file of MATLAB's Level 5 format, one after the other, unpacked: each as the bytes of a file of
 * its own, the header and one element of type `matrix`.
 *
 * @throws MatFormatError when the file is not of that format, is cut short or damaged, or unpacks to too much
 */
export function* readVariables(path: string): Generator<ArrayBuffer> {
  const file = readFile(path);
  checkHeader(file);
  let unpacked = 0;
  for (let at = HEADER_SIZE; at < file.length; ) {
    if (at + 8 > file.length) throw cutShort(file, at + 8);
    const type = file.readUInt32LE(at);
    const end = at + 8 + file.readUInt32LE(at + 4);
    if (type !== ElementType.matrix && type !== ElementType.compressed) throw damaged(at);
    if (end > file.length) throw cutShort(file, end);
    const isPacked = type === ElementType.compressed;
    const variable = isPacked ? unpack(file.subarray(at + 8, end)) : file.subarray(at, end);
    unpacked += variable.length;
    if (unpacked > LARGEST) throw tooLarge();
    yield fileOf(file, variable);
    at = end;
  }
}

function readFile(path: string): Buffer {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status) throw new MatFormatError("does not exist");
  if (!status.isFile()) throw new MatFormatError("is not a file");
  if (status.size > LARGEST) throw tooLarge();
  return readFileSync(path);
}

function checkHeader(file: Buffer): void {
  const isHdf5 = file.toString("latin1", 0, 4) === "\x89HDF" || file.toString("latin1", 0, 10) === "MATLAB 7.3";
  if (isHdf5) {
    throw new MatFormatError('is a v7.3 .mat file (HDF5), which cannot be read here: save it in MATLAB with "-v7"');
  }
  const byteOrder = file.toString("latin1", 126, 128);
  const version = byteOrder === "IM" ? file.readUInt16LE(124) : byteOrder === "MI" ? file.readUInt16BE(124) : 0;
  if (version !== 0x0100) {
    throw new MatFormatError("is not a .mat file of MATLAB's Level 5 format, which MATLAB saves with -v6 or -v7");
  }
  if (byteOrder === "MI") throw new MatFormatError("has its bytes in big-endian order, which cannot be read here");
}

function unpack(packed: Buffer): Buffer {
  try {
    return inflateSync(packed, { maxOutputLength: LARGEST, chunkSize: 2 ** 16 });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge();
    throw new MatFormatError(
      `is damaged: a variable in it does not unpack (${error instanceof Error ? error.message : error})`,
    );
  }
}

function fileOf(file: Buffer, variable: Buffer): ArrayBuffer {
  const tag = new DataView(variable.buffer, variable.byteOffset, variable.byteLength);
  const { type, next } = elementAt(tag, 0, variable.length);
  if (type !== ElementType.matrix) throw damaged(0);
  const bytes = new ArrayBuffer(HEADER_SIZE + next);
  const copy = new Uint8Array(bytes);
  copy.set(file.subarray(0, HEADER_SIZE));
  copy.set(variable.subarray(0, next), HEADER_SIZE);
  return bytes;
}

function cutShort(file: Buffer, end: number): MatFormatError {
  return new MatFormatError(`is cut short: it has ${file.length} bytes, and a variable in it goes on to byte ${end}`);
}

function tooLarge(): MatFormatError {
  return new MatFormatError(`is too large: more than ${LARGEST / 2 ** 20} MB, unpacked`);
}
