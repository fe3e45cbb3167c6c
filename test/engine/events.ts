import { bytesOf, fieldsOf, textOf } from "../../lib/engine/protobuf-reader";

/** The scalars in an event file of TensorBoard's: records of `length, checksum, Event, checksum`. */
export function readEvents(file: Buffer): { tag: string; value: number; step: number }[] {
  const scalars: { tag: string; value: number; step: number }[] = [];
  for (let at = 0; at < file.length; ) {
    const length = Number(file.readBigUInt64LE(at));
    const event = file.subarray(at + 12, at + 12 + length);
    at += 12 + length + 4;
    const step = Number([...fieldsOf(event)].find(({ number }) => number === 2)?.integer ?? 0);
    for (const summary of bytesOf(event, 5)) {
      for (const value of bytesOf(summary, 1)) {
        // The field after the tag: a float, `simple_value`.
        scalars.push({ tag: textOf(value, 1), value: Buffer.from(value).readFloatLE(value.length - 4), step });
      }
    }
  }
  return scalars;
}
