import type { ColumnTable } from "arquero";

/**
 * How many people the faces to validate with show, and how many of them are in pictures to train on as well: a network may know
 * these. Faces of nobody known are not counted.
 *
 * @param splits - tables as `splitFaces` returns them
 * @returns nobody where the data do not say who is in a picture, in a column `person`
 * @example
 * sharedPeople(splitFaces(faces, { seed: 1, byPerson: true })).trained_on_too; // 0
 */
export function sharedPeople({ train, val }: { train: ColumnTable; val: ColumnTable }): {
  people: number;
  trained_on_too: number;
} {
  const [trained, asked] = [peopleIn(train), peopleIn(val)];
  return { people: asked.size, trained_on_too: Array.from(asked).filter((person) => trained.has(person)).length };
}

function peopleIn(faces: ColumnTable): ReadonlySet<unknown> {
  const people = faces.columnNames().includes("person") ? Array.from(faces.array("person")) : [];
  return new Set(people.filter((person) => person !== null && person !== undefined));
}
