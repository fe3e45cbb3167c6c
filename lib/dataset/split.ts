import type { ColumnTable } from "arquero";
import { group, shuffler } from "d3-array";
import { randomLcg } from "d3-random";

/** How `splitFaces` splits. */
export interface SplitOptions {
  /** The share of the faces to validate with, between 0 and 1; the number of them is rounded. */
  validationFraction?: number;
  /**
   * The share of the faces that are kept for one last test, taken from those that would be trained with: those to validate with are
   * the same with and without. Default 0, as in the reference.
   */
  testFraction?: number;
  /** A whole number, the same of which gives the same split. */
  seed: number;
  /**
   * Keeps all faces of a person, by the column `person`, in one part, so that the number of them comes near the fraction
   * only. A face of nobody known (`null`) is a person of its own.
   */
  byPerson?: boolean;
}

/** The parts of a data set. */
export interface Splits<Part> {
  /** To learn from. */
  train: Part;
  /** To choose by: when to stop, which network, which hyperparameters. */
  val: Part;
  /** To be asked once, when all is chosen: what was chosen by some faces is better on these than on others. */
  test?: Part;
}

/**
 * Splits faces at random into those to train with, those to validate with and, where asked for, those to test with.
 *
 * @param faces - a table with any columns, which all parts keep
 * @returns tables in shuffled order
 * @throws Error when a part would be empty, or when they are to be split by person and nobody is known
 * @example
 * const { train, val } = splitFaces(faces, { seed: 1 });
 * const { test } = splitFaces(faces, { seed: 1, testFraction: 0.1 });
 */
export function splitFaces(
  faces: ColumnTable,
  { validationFraction = 0.2, testFraction = 0, seed, byPerson = false }: SplitOptions,
): Splits<ColumnTable> {
  const rows = faces.numRows();
  const shuffle = shuffler(randomLcg(seed));
  const personAt = byPerson ? personOf(faces) : undefined;
  const take = (from: number[], count: number) =>
    personAt ? takePeople(from, personAt, count, shuffle) : { taken: from.slice(0, count), left: from.slice(count) };
  const [validationRows, testRows] = [Math.round(rows * validationFraction), Math.round(rows * testFraction)];
  const { taken: val, left } = take(shuffle(Array.from(faces.indices())), validationRows);
  const { taken: test, left: train } = testRows > 0 ? take(left, testRows) : { taken: [], left };
  if (!(validationRows > 0 && validationRows + testRows < rows) || train.length === 0) {
    const tested = testRows > 0 ? ` and one of ${testFraction} to test with` : "";
    throw new Error(
      `Of ${rows} faces${byPerson ? ", split by person" : ""}, a fraction of ${validationFraction} to validate with${tested} ` +
        "leaves nothing to train or to validate with.",
    );
  }
  return {
    train: faces.reify(train),
    val: faces.reify(val),
    ...(testRows > 0 && { test: faces.reify(test) }),
  };
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
 * Takes people in a random order, each with all their rows, as far as they fit into the number of rows that was asked for; the first
 * in any case.
 */
function takePeople(
  shuffled: readonly number[],
  personAt: (row: number) => unknown,
  count: number,
  shuffle: <Item>(items: Item[]) => Item[],
): { taken: number[]; left: number[] } {
  const rowsOf = group(shuffled, (row) => personAt(row) ?? Symbol("nobody known"));
  const chosen = new Set<number>();
  for (const rows of shuffle(Array.from(rowsOf.values()))) {
    if (chosen.size > 0 && chosen.size + rows.length > count) continue;
    for (const row of rows) chosen.add(row);
  }
  // In the shuffled order, in which the rows of a person do not stand together.
  return { taken: shuffled.filter((row) => chosen.has(row)), left: shuffled.filter((row) => !chosen.has(row)) };
}
