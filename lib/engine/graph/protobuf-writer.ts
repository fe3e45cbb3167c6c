/**
 * Writes messages in Protocol Buffers' wire format (https://protobuf.dev/programming-guides/encoding): just the kinds of
 * field that a TensorFlow graph, or an event of TensorBoard's, is made of.
 *
 * @example
 * const shape = new Message();
 * for (const size of [2, 3]) shape.message(2, new Message().integer(1, size));
 */
export class Message {
  /** The message's bytes, in pieces to be written one after the other: large tensors are not copied together. */
  readonly pieces: Uint8Array[] = [];
  /** How many bytes the message has. */
  byteLength = 0;

  /** int32, int64, bool or enum. */
  integer(field: number, value: number | boolean): this {
    return this.push(tag(field, 0), variableLength(BigInt(value)));
  }

  /** float, in 32 bits. */
  float(field: number, value: number): this {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatLE(value);
    return this.push(tag(field, 5), bytes);
  }

  /** double, in 64 bits. */
  double(field: number, value: number): this {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    return this.push(tag(field, 1), bytes);
  }

  /** bytes; not copied, so they must stay as they are until the message is written. */
  bytes(field: number, value: Uint8Array): this {
    return this.push(tag(field, 2), variableLength(BigInt(value.byteLength)), value);
  }

  /** string, as UTF-8. */
  string(field: number, value: string): this {
    return this.bytes(field, Buffer.from(value));
  }

  /** A message within this one, which must be finished. */
  message(field: number, value: Message): this {
    this.push(tag(field, 2), variableLength(BigInt(value.byteLength)));
    for (const chunk of value.pieces) this.push(chunk); // too many in a large graph to be the arguments of one call
    return this;
  }

  /** One entry of a map from strings to messages. */
  entry(field: number, key: string, value: Message): this {
    return this.message(field, new Message().string(1, key).message(2, value));
  }

  private push(...chunks: Uint8Array[]): this {
    for (const chunk of chunks) {
      this.pieces.push(chunk);
      this.byteLength += chunk.byteLength;
    }
    return this;
  }
}

function tag(field: number, wireType: number): Uint8Array {
  return variableLength(BigInt((field << 3) | wireType));
}

/** A varint: seven bits a byte, the lowest first; negative numbers as 64-bit two's complement. */
function variableLength(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  while (rest >= 128n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
