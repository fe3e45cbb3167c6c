import { elementAt, numbersAt } from "../../../lib/dataset/mat/element";
import { type Row, rowOf } from "../../../lib/dataset/mat/row";
import { structOf } from "../../../lib/dataset/mat/struct";
import { readVariables } from "../../../lib/dataset/mat/variables";
import { array, element, struct } from "./mat-bytes";

/**
 * The struct in a .mat file as a variable with fewer records, whose bytes are those of the file: what is tried on it is
 * tried on what MATLAB wrote, and takes a millisecond.
 */
export function firstRecords(path: string, count: number): Buffer {
  const [variable] = readVariables(path);
  const layout = variable && structOf(variable);
  if (!layout) throw new Error(`${path} does not begin with a struct.`);
  const fields = Array.from(layout.fields, ([name, field]) => {
    const row = rowOf(variable, field);
    if (!row) throw new Error(`${path}: the field ${name} is not one row.`);
    const kept = Math.min(count, row.count);
    const data = row.kind === "cells" ? firstCells(variable, row, kept) : firstNumbers(variable, row, kept);
    return [name, array(variable.getUint8(field.start + 8), [1, kept], [data])] as const;
  });
  return struct(layout.name, Object.fromEntries(fields));
}

function firstCells(variable: DataView, row: Row, count: number): Buffer {
  let next = row.data;
  for (let cell = 0; cell < count; cell++) next = elementAt(variable, next, row.end).next;
  return Buffer.from(variable.buffer, variable.byteOffset + row.data, next - row.data);
}

function firstNumbers(variable: DataView, row: Row, count: number): Buffer {
  const { type, start, end } = numbersAt(variable, row.data, row.end);
  const size = (count * (end - start)) / row.count;
  return element(type, Buffer.from(variable.buffer, variable.byteOffset + start, size));
}
