/// <reference path="./mat/mat-for-js.d.ts" />
import type { MatValue } from "mat-for-js";
import { readRows } from "./mat/batch";
import { type Element, MatFormatError } from "./mat/element";
import { type Row, rowOf } from "./mat/row";
import { type StructLayout, structOf } from "./mat/struct";
import { readVariables } from "./mat/variables";

/**
 * Opens a struct in a .mat file: the first 1 x 1 struct that has all of the `required` fields.
 *
 * @param file - a .mat file of MATLAB's Level 5 format, as MATLAB saves it with -v6 or -v7
 * @throws Error, naming the file, when it is not of that format, cut short or damaged, when it would take too much
 *   memory, or when no struct in it has the fields
 * @example
 * const dob = openMatStruct("data/imdb_crop/imdb.mat", ["dob"]).numbers("dob");
 */
export function openMatStruct(file: string, required: readonly string[]): MatStruct {
  return namingFile(file, () => {
    const structs: StructLayout[] = [];
    for (const variable of readVariables(file)) {
      const struct = structOf(variable);
      if (!struct) continue;
      if (required.every((field) => struct.fields.has(field))) return new MatStruct(file, variable, struct);
      structs.push(struct);
    }
    throw new MatFormatError(lacking(structs, required));
  });
}

/**
 * A struct in a .mat file, whose fields are read when they are asked for: one at a time, to take little memory.
 *
 * mat-for-js reads them. What it would read wrong is mended in the bytes first, see `mat/batch.ts`.
 *
 * All methods throw an Error, naming file and field, when the struct lacks the field, when it is of another kind, or when a
 * size or a type in it is not what the format allows.
 */
export class MatStruct {
  /** Made by `openMatStruct`. */
  constructor(
    private readonly file: string,
    private readonly variable: DataView,
    private readonly struct: StructLayout,
  ) {}

  has(field: string): boolean {
    return this.struct.fields.has(field);
  }

  /** A field that is a row of numbers, of any of MATLAB's types. */
  numbers(field: string): Float64Array {
    return namingFile(this.file, () => {
      const { at, end } = this.element(field);
      const rows = readRows(this.variable, { start: at, end, count: 1 }, (row) => {
        if (row?.kind !== "numbers") throw wrongKind(field, "numbers");
      });
      for (const [numbers] of rows) if (Array.isArray(numbers)) return Float64Array.from(numbers, Number);
      throw wrongKind(field, "numbers");
    });
  }

  /** A field that is a row of cells of text; an empty cell is an empty text. */
  texts(field: string): string[] {
    return namingFile(this.file, () => {
      const texts: string[] = [];
      const { batches } = this.cells(field, "cells of text", ({ kind, count }) => kind === "text" || count === 0);
      for (const cells of batches) for (const cell of cells) texts.push(decode(cell));
      return texts;
    });
  }

  /**
   * A field that is a row of cells, each with a row of numbers: as `width` columns, of the numbers' first to their last.
   * They are NaN where a cell has more numbers than `width`, or fewer.
   */
  columns(field: string, width: number): Float64Array[] {
    return namingFile(this.file, () => {
      const { count, batches } = this.cells(field, "cells of numbers", ({ kind }) => kind === "numbers");
      const columns = Array.from({ length: width }, () => new Float64Array(count).fill(Number.NaN));
      let row = 0;
      for (const cells of batches) {
        for (const cell of cells) {
          if (Array.isArray(cell) && cell.length === width) {
            for (let index = 0; index < width; index++) {
              const column = columns[index];
              if (column) column[row] = Number(cell[index]);
            }
          }
          row++;
        }
      }
      return columns;
    });
  }

  private cells(
    field: string,
    expected: string,
    isExpected: (cell: Row) => boolean,
  ): { count: number; batches: Generator<MatValue[]> } {
    const row = rowOf(this.variable, this.element(field));
    if (row?.kind !== "cells") throw wrongKind(field, expected);
    const { data: start, end, count } = row;
    const batches = readRows(this.variable, { start, end, count }, (cell) => {
      if (!cell || !isExpected(cell)) throw wrongKind(field, expected);
    });
    return { count, batches };
  }

  private element(field: string): Element {
    const element = this.struct.fields.get(field);
    if (!element) throw new MatFormatError(lacking([this.struct], [field]));
    return element;
  }
}

/** The text that mat-for-js gave as the numbers that encode it: UTF-16, or UTF-8 where a number is negative. */
function decode(value: MatValue): string {
  if (!Array.isArray(value)) return "";
  const codes: number[] = [];
  let isUtf8 = false;
  for (const code of value) {
    const number = Number(code);
    if (number < 0) isUtf8 = true;
    codes.push(number);
  }
  if (isUtf8) return Buffer.from(codes).toString("utf8");
  // As arguments of one call: ten times faster, but there is a limit to their number.
  return codes.length < 1000 ? String.fromCharCode(...codes) : codes.map((code) => String.fromCharCode(code)).join("");
}

function namingFile<Result>(file: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    const problem =
      error instanceof MatFormatError
        ? error.message
        : `cannot be read (${error instanceof Error ? error.message : error})`;
    throw new Error(`${file} ${problem}.`, { cause: error });
  }
}

function wrongKind(field: string, expected: string): MatFormatError {
  return new MatFormatError(`has a field ${field} that is not one row of ${expected}`);
}

/** What is wrong with a file without a struct that has all the required fields: told of the struct that comes closest. */
function lacking(structs: readonly StructLayout[], required: readonly string[]): string {
  const missing = (struct: StructLayout) => required.filter((field) => !struct.fields.has(field));
  const [closest] = [...structs].sort((a, b) => missing(a).length - missing(b).length);
  if (!closest) return `holds no struct, of which the fields ${required.join(", ")} are needed`;
  const shape = closest.dimensions.join(" x ");
  if (shape !== "1 x 1") return `holds a struct ${closest.name} of ${shape}, where one of 1 x 1 with arrays is needed`;
  return `lacks the fields ${missing(closest).join(", ")} in its struct ${closest.name}`;
}
