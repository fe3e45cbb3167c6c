/** What this project uses of mat-for-js 1.1.0, which brings no types: written after its source, mat4js.read.js. */
declare module "mat-for-js" {
  /**
   * A number or an array, as mat-for-js gives it: a vector of numbers or a cell vector as a flat array, a matrix as an
   * array of rows, text as a string or as an array of the numbers that encode it, a 1 x 1 struct as an object, and a
   * function handle, of which it reads the name only, as undefined.
   */
  export type MatValue = string | number | bigint | undefined | MatValue[] | { [field: string]: MatValue };

  /** Reads a Level 5 MAT-file: the variables by their names. */
  export function read(file: ArrayBuffer): { header: string; data: Record<string, MatValue> };
}
