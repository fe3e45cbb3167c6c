import { MatFormatError } from "./mat/element";
import { readColumns, readNumbers } from "./mat/numbers";
import { type Row, rowOf } from "./mat/row";
import { type StructLayout, structOf } from "./mat/struct";
import { readTexts } from "./mat/texts";
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
 * All methods throw an Error, naming file and field, when the struct lacks the field or it is of another kind, and when a size
 * or a type in it is not what the format allows.
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
      if (!element) throw new MatFormatError(lacking([this.struct], [field]));
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

/** What is wrong with a file without a struct that has all the required fields: told of the struct that comes closest. */
function lacking(structs: readonly StructLayout[], required: readonly string[]): string {
  const missing = (struct: StructLayout) => required.filter((field) => !struct.fields.has(field));
  const [closest] = [...structs].sort((a, b) => missing(a).length - missing(b).length);
  if (!closest) return `holds no struct, of which the fields ${required.join(", ")} are needed`;
  const shape = closest.dimensions.join(" x ");
  if (shape !== "1 x 1") return `holds a struct ${closest.name} of ${shape}, where one of 1 x 1 with arrays is needed`;
  return `lacks the fields ${missing(closest).join(", ")} in its struct ${closest.name}`;
}
