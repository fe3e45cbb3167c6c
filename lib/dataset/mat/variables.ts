import { readFileSync, statSync } from "node:fs";
import { constants, inflateSync, type ZlibOptions } from "node:zlib";
import { damaged, ElementType, MatFormatError } from "./element";

/** Bytes of the header before the first variable. */
export const HEADER_SIZE = 128;

/** Bytes of a file, unpacked. IMDB's metadata are some 200 MB. */
const LARGEST = 512 * 2 ** 20;

/** The variables that a file may have; whoever saves a workspace has some dozens. */
const MOST_VARIABLES = 10_000;

/**
 * The variables of a .mat file of MATLAB's Level 5 format, one after the other, unpacked: each as the bytes of one
 * element of type `matrix`.
 *
 * @throws MatFormatError when the file is not of that format, is cut short or damaged, or unpacks to too much
 */
export function* readVariables(path: string): Generator<DataView> {
  const file = readFile(path);
  checkHeader(file);
  let unpacked = 0;
  let variables = 0;
  for (let at = HEADER_SIZE; at < file.length; ) {
    if (++variables > MOST_VARIABLES) throw new MatFormatError(`has more than ${MOST_VARIABLES} variables, too many`);
    if (at + 8 > file.length) throw cutShort(file, at + 8);
    const type = file.readUInt32LE(at);
    const end = at + 8 + file.readUInt32LE(at + 4);
    if (type !== ElementType.matrix && type !== ElementType.compressed) throw damaged(at);
    if (end > file.length) throw cutShort(file, end);
    const variable =
      type === ElementType.compressed ? unpack(file.subarray(at + 8, end), LARGEST - unpacked) : file.subarray(at, end);
    unpacked += variable.length;
    yield new DataView(variable.buffer, variable.byteOffset, variable.length);
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

/**
 * Unpacks one variable. Its tag says how large it is, which bounds what is unpacked: a small file can unpack to any size.
 *
 * @param most - how many bytes it may have
 */
function unpack(packed: Buffer, most: number): Buffer {
  const beginning = inflate(packed.subarray(0, 1024), { finishFlush: constants.Z_SYNC_FLUSH });
  if (beginning.length < 8) throw unpackError("it ends in its first bytes");
  if (beginning.readUInt32LE(0) !== ElementType.matrix) throw damaged(0);
  const size = 8 + 8 * Math.ceil(beginning.readUInt32LE(4) / 8);
  if (size > most) throw tooLarge();
  // With a byte more than needed, all comes in one piece, and zlib sees that it is the end.
  const variable = inflate(packed, { maxOutputLength: size, chunkSize: Math.max(size + 1, constants.Z_MIN_CHUNK) });
  if (variable.length < size) throw unpackError(`${variable.length} bytes come out of it, where it says ${size}`);
  return variable;
}

function inflate(packed: Buffer, options: ZlibOptions): Buffer {
  try {
    return inflateSync(packed, options);
  } catch (error) {
    if (error instanceof RangeError) throw unpackError("more comes out of it than it says");
    throw unpackError(error instanceof Error ? error.message : `${error}`);
  }
}

function unpackError(reason: string): MatFormatError {
  return new MatFormatError(`is damaged: a variable in it does not unpack (${reason})`);
}

function cutShort(file: Buffer, end: number): MatFormatError {
  return new MatFormatError(`is cut short: it has ${file.length} bytes, and a variable in it goes on to byte ${end}`);
}

function tooLarge(): MatFormatError {
  return new MatFormatError(`is too large: more than ${LARGEST / 2 ** 20} MB, unpacked`);
}
