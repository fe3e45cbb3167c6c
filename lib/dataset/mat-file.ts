/// <reference path="./mat/mat-for-js.d.ts" />
import { type MatValue, read } from "mat-for-js";
import { MatFormatError } from "./mat/element";
import { type MatStruct, mendStruct, structAt } from "./mat/struct";
import { HEADER_SIZE, readVariables } from "./mat/variables";

export type { MatValue };

/**
 * Reads fields of a struct in a .mat file: of the first 1 x 1 struct that has all of the `required` ones.
 *
 * mat-for-js reads. What it would read wrong is mended in the bytes first, see `mat/struct.ts`.
 *
 * @param file - a .mat file of MATLAB's Level 5 format, as MATLAB saves it with -v6 or -v7
 * @param optional - fields to read where the struct has them
 * @returns the fields by name. Text in them is to be had by `textOf`; fields that were not asked for are undefined.
 * @throws Error, naming the file, when it is not of that format, cut short or damaged, when it would take too much
 *   memory, or when no struct in it has the fields
 * @example
 * const { dob } = readMatStruct("data/imdb_crop/imdb.mat", ["dob"]);
 */
export function readMatStruct(
  file: string,
  required: readonly string[],
  optional: readonly string[] = [],
): { [field: string]: MatValue } {
  const structs: MatStruct[] = [];
  try {
    for (const variable of readVariables(file)) {
      const bytes = new DataView(variable);
      const struct = structAt(bytes, HEADER_SIZE);
      if (!struct) continue;
      if (required.every((field) => struct.fields.has(field))) {
        mendStruct(bytes, struct, [...required, ...optional]);
        return onlyVariable(read(variable).data);
      }
      structs.push(struct);
    }
    throw new MatFormatError(lacking(structs, required));
  } catch (error) {
    const problem =
      error instanceof MatFormatError
        ? error.message
        : `cannot be read (${error instanceof Error ? error.message : error})`;
    throw new Error(`${file} ${problem}.`, { cause: error });
  }
}

/**
 * The text that mat-for-js gave as the numbers that encode it: UTF-16, or UTF-8 where a number is negative.
 *
 * @returns undefined when the value is not a row of numbers
 */
export function textOf(value: MatValue): string | undefined {
  if (!isRowOfNumbers(value)) return undefined;
  if (value.some((code) => code < 0)) return Buffer.from(value).toString("utf8");
  // As arguments of one call: ten times faster, but there is a limit to their number.
  return value.length < 1000 ? String.fromCharCode(...value) : value.map((code) => String.fromCharCode(code)).join("");
}

function isRowOfNumbers(value: MatValue): value is number[] {
  return Array.isArray(value) && value.every((number) => typeof number === "number");
}

function onlyVariable(variables: Record<string, MatValue>): { [field: string]: MatValue } {
  const [struct] = Object.values(variables);
  if (typeof struct !== "object" || Array.isArray(struct)) throw new MatFormatError("holds no struct");
  return struct;
}

/** What is wrong with a file without a struct that has all the required fields: told of the struct that comes closest. */
function lacking(structs: readonly MatStruct[], required: readonly string[]): string {
  const missing = (struct: MatStruct) => required.filter((field) => !struct.fields.has(field));
  const [closest] = [...structs].sort((a, b) => missing(a).length - missing(b).length);
  if (!closest) return `holds no struct, of which the fields ${required.join(", ")} are needed`;
  const shape = closest.dimensions.join(" x ");
  if (shape !== "1 x 1") return `holds a struct ${closest.name} of ${shape}, where one of 1 x 1 with arrays is needed`;
  return `lacks the fields ${missing(closest).join(", ")} in its struct ${closest.name}`;
}
