/** A field of a message: its number, and its bytes, or its value where it is a whole number. */
export interface Field {
  number: number;
  /** What a string, bytes or a message holds; empty for other kinds. */
  bytes: Uint8Array;
  /** An integer, boolean or enum; 0 for other kinds. */
  integer: bigint;
}

const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const FIXED_32 = 5;

/**
 * The fields of a message in Protocol Buffers' wire format, see `Message` for the writing of it.
 *
 * The bytes are not trusted: nothing outside of them is read.
 *
 * @param message - its fields' bytes are views of these
 * @throws RangeError if the bytes are not such a message
 */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
  const cursor = { at: 0 };
  while (cursor.at < message.length) {
    const tag = varint(message, cursor);
    const number = Number(tag >> 3n);
    const wireType = Number(tag & 7n);
    if (wireType === VARINT) {
      yield { number, bytes: NONE, integer: varint(message, cursor) };
      continue;
    }
    const length = wireType === BYTES ? Number(varint(message, cursor)) : fixedLength(wireType);
    const end = cursor.at + length;
    if (end > message.length) throw new RangeError("a field is longer than its message");
    yield { number, bytes: wireType === BYTES ? message.subarray(cursor.at, end) : NONE, integer: 0n };
    cursor.at = end;
  }
}

/** The bytes of all fields of a number. */
export function bytesOf(message: Uint8Array, field: number): Uint8Array[] {
  return Array.from(fieldsOf(message))
    .filter(({ number }) => number === field)
    .map(({ bytes }) => bytes);
}

/** A string field; empty if the message does not have it, as Protocol Buffers have it. */
export function textOf(message: Uint8Array, field: number): string {
  return Buffer.from(bytesOf(message, field).at(-1) ?? NONE).toString("utf8");
}

const NONE = new Uint8Array();

function fixedLength(wireType: number): number {
  if (wireType === FIXED_64) return 8;
  if (wireType === FIXED_32) return 4;
  throw new RangeError(`there is no wire type ${wireType}`);
}

function varint(message: Uint8Array, cursor: { at: number }): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = message[cursor.at++];
    if (byte === undefined) break;
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return BigInt.asUintN(64, value);
  }
  throw new RangeError("a number has no end");
}
