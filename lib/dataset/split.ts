import type { ColumnTable } from "arquero";
import { shuffler } from "d3-array";
import { randomLcg } from "d3-random";

/**
 * Splits faces at random into those to train with and those to validate with.
 *
 * @param faces - a table with any columns, which both parts keep
 * @param options - `validationFraction`: the share of the faces to validate with, between 0 and 1, the number of them
 *   rounded; `seed`: a whole number, the same of which gives the same split
 * @returns two tables in shuffled order
 * @throws Error when a part would be empty
 * @example
 * const { train, val } = splitFaces(faces, { seed: 1 });
 */
export function splitFaces(
  faces: ColumnTable,
  { validationFraction = 0.2, seed }: { validationFraction?: number; seed: number },
): { train: ColumnTable; val: ColumnTable } {
  const rows = faces.numRows();
  const validationRows = Math.round(rows * validationFraction);
  if (!(validationRows > 0 && validationRows < rows)) {
    throw new Error(
      `Of ${rows} faces, a fraction of ${validationFraction} to validate with leaves nothing to train or to validate with.`,
    );
  }
  const shuffled = shuffler(randomLcg(seed))(Array.from(faces.indices()));
  return { train: faces.reify(shuffled.slice(validationRows)), val: faces.reify(shuffled.slice(0, validationRows)) };
}
