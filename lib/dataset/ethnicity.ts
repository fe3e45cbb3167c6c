import type { ColumnTable } from "arquero";

/**
 * The column `ethnicity` of a table of faces, to be spread into another of the same rows; nothing where the table has none. It
 * holds the data set's own words, and null where it does not say.
 *
 * @example
 * table({ filename: faces.array("filename"), ...ethnicityColumn(faces) });
 */
export function ethnicityColumn(faces: ColumnTable): { ethnicity?: (string | null)[] } {
  if (!faces.columnNames().includes("ethnicity")) return {};
  return { ethnicity: Array.from(faces.array("ethnicity", Array), (text) => (text ? String(text) : null)) };
}
