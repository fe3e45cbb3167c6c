import { describe, expect, test } from "vitest";
import { ageWhenTaken, birthDate } from "../../lib/dataset/birth-date";

describe("birthDate", () => {
  // Of Python: date.fromordinal(max(int(datenum) - 366, 1)).
  test.each([
    [723671, { year: 1981, month: 5, day: 5 }],
    [719529, { year: 1970, month: 1, day: 1 }],
    [719528, { year: 1969, month: 12, day: 31 }],
    [730545, { year: 2000, month: 2, day: 29 }],
    [694022, { year: 1900, month: 3, day: 2 }],
    [367, { year: 1, month: 1, day: 1 }],
    [368, { year: 1, month: 1, day: 2 }],
    [3652425, { year: 9999, month: 12, day: 31 }],
  ])("of %d", (datenum, date) => {
    expect(birthDate(datenum)).toEqual(date);
  });

  test("leaves out the time of day", () => {
    expect(birthDate(723671.999)).toEqual(birthDate(723671));
  });

  test.each([0, 366.5, -5, Number.NEGATIVE_INFINITY])("takes %d for the first day that there is", (datenum) => {
    expect(birthDate(datenum)).toEqual({ year: 1, month: 1, day: 1 });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e300])("of %d is not a number", (datenum) => {
    expect(birthDate(datenum)).toEqual({ year: Number.NaN, month: Number.NaN, day: Number.NaN });
  });
});

describe("ageWhenTaken", () => {
  const datenum = (year: number, month: number, day: number) => Date.UTC(year, month - 1, day) / 86_400_000 + 719_529;

  test("takes the photo to be from the middle of its year", () => {
    expect(ageWhenTaken(datenum(1981, 1, 1), 2009)).toBe(28);
    expect(ageWhenTaken(datenum(1981, 6, 30), 2009)).toBe(28);
    expect(ageWhenTaken(datenum(1981, 7, 1), 2009)).toBe(27);
    expect(ageWhenTaken(datenum(1981, 12, 31), 2009)).toBe(27);
  });

  test("is negative before the birth, and not a number where a date is not", () => {
    expect(ageWhenTaken(datenum(1981, 1, 1), 1980)).toBe(-1);
    expect(ageWhenTaken(Number.NaN, 2009)).toBeNaN();
    expect(ageWhenTaken(723671, Number.NaN)).toBeNaN();
  });
});
