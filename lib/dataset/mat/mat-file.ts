import { MatFormatError } from "./element";
import { readColumns, readNumbers } from "./numbers";
import { type Row, rowOf } from "./row";
import { type StructLayout, structOf } from "./struct";
import { readTexts } from "./texts";
import { readVariables } from "./variables";

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
    let closest: StructLayout | undefined;
    for (const variable of readVariables(file)) {
      const struct = structOf(variable);
      if (!struct) continue;
      if (missing(struct, required).length === 0) return new MatStruct(file, variable, struct);
      if (!closest || missing(struct, required).length < missing(closest, required).length) closest = struct;
    }
    if (closest) throw lacks(closest, required);
    throw new MatFormatError(`holds no struct, of which the fields ${required.join(", ")} are needed`);
  });
}

/**
 * A struct in a .mat file, whose fields are read when they are asked for: one at a time, to take little memory.
 *
 * All methods throw an Error, naming the file, when the struct lacks the field or has it as something else, and when a size or a
 * type in it is not what the format allows.
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

  /** How many values or cells a field has. */
  length(field: string): number {
    return this.read(field, "one row", (_, row) => row).count;
  }

  /** A field that is a row of numbers, of any of MATLAB's types. */
  numbers(field: string): Float64Array {
    return this.read(field, "one row of numbers", (file, row) =>
      row.kind === "numbers" ? readNumbers(file, row) : undefined,
    );
  }

  /** A field that is a row of cells with text; an empty cell is an empty text. */
  texts(field: string): string[] {
    return this.read(field, "one row of cells of text", (file, row) =>
      row.kind === "cells" ? readTexts(file, row) : undefined,
    );
  }

  /** A field that is a row of cells with a row of numbers each; see `readColumns`. */
  columns(field: string, width: number): Float64Array[] {
    return this.read(field, "one row of cells of numbers", (file, row) =>
      row.kind === "cells" ? readColumns(file, row, width) : undefined,
    );
  }

  private read<Values>(
    field: string,
    expected: string,
    readRow: (variable: DataView, row: Row) => Values | undefined,
  ): Values {
    return namingFile(this.file, () => {
      const element = this.struct.fields.get(field);
      if (!element) throw lacks(this.struct, [field]);
      const row = rowOf(this.variable, element);
      const values = row && readRow(this.variable, row);
      if (!values) throw new MatFormatError(`has a field ${field} that is not ${expected}`);
      return values;
    });
  }
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

function missing(struct: StructLayout, fields: readonly string[]): string[] {
  return fields.filter((field) => !struct.fields.has(field));
}

function lacks(struct: StructLayout, fields: readonly string[]): MatFormatError {
  const shape = struct.dimensions.join(" x ");
  if (shape !== "1 x 1") {
    return new MatFormatError(`holds a struct ${struct.name} of ${shape}, where one of 1 x 1 with arrays is needed`);
  }
  return new MatFormatError(`lacks the fields ${missing(struct, fields).join(", ")} in its struct ${struct.name}`);
}
