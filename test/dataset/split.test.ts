import * as aq from "arquero";
import { describe, expect, test } from "vitest";
import { splitFaces } from "../../lib/dataset/split";

const faces = (count: number) =>
  aq.table({
    filename: Array.from({ length: count }, (_, row) => `${row}.jpg`),
    age: Int32Array.from({ length: count }, (_, row) => row % 101),
    gender: Int32Array.from({ length: count }, (_, row) => row % 2),
  });
const filenames = (table: aq.ColumnTable) => Array.from(table.array("filename"), String);

describe("splitFaces", () => {
  test("puts each face into one part, whole", () => {
    const all = faces(1003);
    const { train, val } = splitFaces(all, { seed: 7 });
    expect([train.numRows(), val.numRows()]).toEqual([802, 201]);
    expect([...filenames(train), ...filenames(val)].sort()).toEqual(filenames(all).sort());
    for (const part of [train, val]) {
      filenames(part).forEach((filename, row) => {
        const number = Number.parseInt(filename, 10);
        expect([part.get("age", row), part.get("gender", row)]).toEqual([number % 101, number % 2]);
      });
    }
  });

  test("faces to test with are taken from those to train with: those to validate with stay", () => {
    const all = faces(1003);
    const without = splitFaces(all, { seed: 7 });
    const { train, val, test: kept } = splitFaces(all, { seed: 7, testFraction: 0.1 });
    expect(without.test).toBeUndefined();
    expect(filenames(val)).toEqual(filenames(without.val));
    expect([train.numRows(), kept?.numRows()]).toEqual([702, 100]);
    expect([...filenames(kept ?? val), ...filenames(train)]).toEqual(filenames(without.train));
    expect(() => splitFaces(all, { seed: 7, testFraction: 0.8 })).toThrow(
      "Of 1003 faces, a fraction of 0.2 to validate with and one of 0.8 to test with leaves nothing to train",
    );
  });

  test("is the same for a seed, another for another", () => {
    const split = (seed: number) => filenames(splitFaces(faces(500), { seed }).val);
    expect(split(1)).toEqual(split(1));
    expect(split(1)).not.toEqual(split(2));
    expect(split(1).filter((filename) => split(2).includes(filename)).length).toBeLessThan(50);
  });

  test("shuffles both parts", () => {
    const { train, val } = splitFaces(faces(500), { seed: 1 });
    for (const part of [train, val]) expect(filenames(part)).not.toEqual(filenames(part.orderby("age")));
  });

  test("takes only the rows that a filter left", () => {
    const even = faces(100).filter(aq.escape(({ gender }: { gender: number }) => gender === 0));
    const { train, val } = splitFaces(even, { validationFraction: 0.5, seed: 1 });
    expect([train.numRows(), val.numRows(), train.totalRows()]).toEqual([25, 25, 25]);
    expect(Array.from(train.array("gender")).every((gender) => gender === 0)).toBe(true);
  });

  test.each([
    [1, 0.2],
    [2, 0.2],
    [100, 0],
    [100, 1],
    [100, -0.5],
    [100, Number.NaN],
  ])("refuses to leave a part of %d faces empty with a fraction of %d", (count, validationFraction) => {
    expect(() => splitFaces(faces(count), { validationFraction, seed: 1 })).toThrow(/leaves nothing to/);
  });

  describe("by person", () => {
    /** 60 people with 1 to 20 faces each, and 100 faces of nobody known. */
    const people = Array.from({ length: 60 }, (_, person) =>
      Array.from({ length: 1 + ((person * 7) % 20) }, () => `Person ${person}`),
    ).flat();
    const person = [...people, ...Array.from({ length: 100 }, () => null)];
    const all = faces(person.length).assign(aq.table({ person }));
    const of = (table: aq.ColumnTable) =>
      Array.from(table.array("person")).filter((name): name is string => typeof name === "string");

    test("nobody is in both parts, and every face is in one", () => {
      for (const seed of [1, 2, 3]) {
        const { train, val } = splitFaces(all, { seed, byPerson: true });
        const trained = new Set(of(train));
        expect(of(val).filter((name) => trained.has(name))).toEqual([]);
        expect([...filenames(train), ...filenames(val)].sort()).toEqual(filenames(all).sort());
        expect(val.numRows()).toBe(Math.round(all.numRows() * 0.2)); // single faces fill what is left
        expect(of(val).length).toBeGreaterThan(0);
        expect(of(val).length).toBeLessThan(val.numRows());
      }
    });

    test("is the same for a seed, another for another, and shuffles", () => {
      const split = (seed: number) => filenames(splitFaces(all, { seed, byPerson: true }).val);
      expect(split(1)).toEqual(split(1));
      expect(split(1)).not.toEqual(split(2));
      expect(split(1)).not.toEqual([...split(1)].sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)));
    });

    test("takes whole people, whatever the fraction", () => {
      const two = faces(100).assign(aq.table({ person: Array.from({ length: 100 }, (_, row) => `${row % 2}`) }));
      expect(splitFaces(two, { seed: 1, byPerson: true }).val.numRows()).toBe(50);
    });

    test("refuses to leave a part empty, or to split where nobody is named", () => {
      const one = faces(100).assign(aq.table({ person: Array.from({ length: 100 }, () => "One") }));
      expect(() => splitFaces(one, { seed: 1, byPerson: true })).toThrow("100 faces, split by person");
      const nobody = faces(100).assign(aq.table({ person: Array.from({ length: 100 }, () => null) }));
      for (const table of [faces(100), nobody]) {
        expect(() => splitFaces(table, { seed: 1, byPerson: true })).toThrow("do not say who is in any picture");
      }
    });
  });
});
