import { bytesOf, fieldsOf, textOf } from "./graph/protobuf-reader";

/** A value of a curve. */
interface Scalar {
  tag: string;
  value: number;
  step: number;
}

/**
 * The scalars in event files of TensorBoard's, given in the order of their names: records of `length, checksum, Event,
 * checksum`. Where a session starts, those of its step and later ones are dropped, as TensorBoard does.
 */
export function readEvents(...files: Buffer[]): Scalar[] {
  let scalars: Scalar[] = [];
  for (const event of files.flatMap(eventsOf)) {
    if ("start" in event) scalars = scalars.filter(({ step }) => step < event.start);
    else scalars.push(event);
  }
  return scalars;
}

function eventsOf(file: Buffer): (Scalar | { start: number })[] {
  const events: (Scalar | { start: number })[] = [];
  for (let at = 0; at + 12 < file.length; ) {
    const length = Number(file.readBigUInt64LE(at));
    const event = file.subarray(at + 12, at + 12 + length);
    at += 12 + length + 4;
    const step = Number([...fieldsOf(event)].find(({ number }) => number === 2)?.integer ?? 0);
    for (const log of bytesOf(event, 7)) {
      if ([...fieldsOf(log)].some(({ number, integer }) => number === 1 && integer === 1n))
        events.push({ start: step });
    }
    for (const summary of bytesOf(event, 5)) {
      for (const value of bytesOf(summary, 1)) {
        // The field after the tag: a float, `simple_value`.
        events.push({ tag: textOf(value, 1), value: Buffer.from(value).readFloatLE(value.length - 4), step });
      }
    }
  }
  return events;
}
