import type { ColumnTable } from "arquero";
import { group, shuffler } from "d3-array";
import { randomLcg } from "d3-random";

/** How `splitFaces` splits. */
export interface SplitOptions {
  /** The share of the faces to validate with, between 0 and 1; the number of them is rounded. */
  validationFraction?: number;
  /** A whole number, the same of which gives the same split. */
  seed: number;
  /**
   * Keeps all faces of a person, by the column `person`, in one part, so that the number of them comes near the fraction
   * only. A face of nobody known (`null`) is a person of its own.
   */
  byPerson?: boolean;
}

/**
 * Splits faces at random into those to train with and those to validate with.
 *
 * @param faces - a table with any columns, which both parts keep
 * @returns two tables in shuffled order
 * @throws Error when a part would be empty, or when they are to be split by person and nobody is known
 * @example
 * const { train, val } = splitFaces(faces, { seed: 1 });
 */
export function splitFaces(
  faces: ColumnTable,
  { validationFraction = 0.2, seed, byPerson = false }: SplitOptions,
): { train: ColumnTable; val: ColumnTable } {
  const rows = faces.numRows();
  const validationRows = Math.round(rows * validationFraction);
  const shuffle = shuffler(randomLcg(seed));
  const shuffled = shuffle(Array.from(faces.indices()));
  const inParts = byPerson
    ? splitPeople(shuffled, personOf(faces), validationRows, shuffle)
    : { train: shuffled.slice(validationRows), val: shuffled.slice(0, validationRows) };
  if (!(validationRows > 0 && validationRows < rows) || inParts.train.length === 0) {
    throw new Error(
      `Of ${rows} faces${byPerson ? ", split by person" : ""}, a fraction of ${validationFraction} to validate with ` +
        "leaves nothing to train or to validate with.",
    );
  }
  return { train: faces.reify(inParts.train), val: faces.reify(inParts.val) };
}

/** Who is in a row: the name or number that the metadata give, nothing if they do not. */
function personOf(faces: ColumnTable): (row: number) => unknown {
  const people = faces.columnNames().includes("person") ? faces.column("person") : undefined;
  const personAt = (row: number): unknown => people?.at(row) ?? undefined;
  if (!Array.from(faces.indices()).some((row) => personAt(row) !== undefined)) {
    throw new Error("The metadata do not say who is in any picture: the faces cannot be split by person.");
  }
  return personAt;
}

/**
 * Takes people in a random order, each with all their rows, to validate with, as far as they fit into the number of rows that
 * was asked for; the first in any case.
 */
function splitPeople(
  shuffled: readonly number[],
  personAt: (row: number) => unknown,
  validationRows: number,
  shuffle: <Item>(items: Item[]) => Item[],
): { train: number[]; val: number[] } {
  const rowsOf = group(shuffled, (row) => personAt(row) ?? Symbol("nobody known"));
  const chosen = new Set<number>();
  for (const rows of shuffle(Array.from(rowsOf.values()))) {
    if (chosen.size > 0 && chosen.size + rows.length > validationRows) continue;
    for (const row of rows) chosen.add(row);
  }
  // In the shuffled order, in which the rows of a person do not stand together.
  return { train: shuffled.filter((row) => !chosen.has(row)), val: shuffled.filter((row) => chosen.has(row)) };
}
