import { expect, test } from "vitest";
import { type FaceFacts, sampleAge, sampleRecord } from "../../../lib/dataset/synthetic/record";
import { randomStream } from "../../../lib/random-stream";

const facts: FaceFacts = { index: 7, age: 30, male: true, pictureSize: 128, flaw: undefined };
const record = (changes: Partial<FaceFacts>, index = 7) =>
  sampleRecord({ ...facts, ...changes, index }, randomStream(1, index));

/** The age in the middle of the photo's year, by counting birthdays, from a date known from the real metadata. */
function ageInJuly({ dob, photo_taken }: { dob: number; photo_taken: number }): number {
  const birth = new Date(Date.UTC(1981, 4, 5));
  birth.setUTCDate(birth.getUTCDate() + dob - 723_671);
  let age = -200;
  while (
    Date.UTC(birth.getUTCFullYear() + age + 1, birth.getUTCMonth(), birth.getUTCDate()) < Date.UTC(photo_taken, 6, 1)
  )
    age++;
  return age;
}

test("dates give back the age", () => {
  for (let age = 0; age <= 100; age++) {
    for (let index = 0; index < 24; index++) expect(ageInJuly(record({ age }, age * 100 + index))).toBe(age);
  }
});

test("the path is like IMDB-WIKI's and tells the dates", () => {
  const { full_path, dob, photo_taken } = record({});
  expect(full_path).toMatch(/^07\/1000007_\d{4}-\d\d-\d\d_\d{4}\.jpg$/);
  const [, born = "", taken] = full_path.split(/[_.]/);
  expect(Date.parse(born) - Date.UTC(1981, 4, 5)).toBe((dob - 723_671) * 86_400_000);
  expect(taken).toBe(String(photo_taken));
});

test("nobody has the name of another gender", () => {
  const namesOf = (male: boolean) => Array.from({ length: 300 }, (_, index) => record({ male }, index).name);
  const ofWomen = new Set(namesOf(false));
  expect(ofWomen.size).toBeGreaterThan(20);
  expect(namesOf(true).filter((name) => ofWomen.has(name))).toEqual([]);
});

test("flaws show in the fields that they concern, and only there", () => {
  for (let index = 0; index < 200; index++) {
    const flawless = record({}, index);
    expect(flawless.gender).toBe(1);
    expect(flawless.face_score).toBeGreaterThan(1);
    expect(flawless.second_face_score).toBeNaN();
    expect(record({ flaw: "no-face" }, index).face_score).toBe(Number.NEGATIVE_INFINITY);
    expect(record({ flaw: "low-score" }, index).face_score).toBeLessThan(1);
    expect(record({ flaw: "second-face" }, index).second_face_score).toBeGreaterThan(0);
    expect(record({ flaw: "no-gender" }, index).gender).toBeNaN();
    const age = ageInJuly(record({ flaw: "age-range" }, index));
    expect(age < 0 || age > 100, `${age}`).toBe(true);
    expect(record({ flaw: "truncated" }, index)).toEqual(flawless);
  }
});

test("most ages are 20 to 40, and there are some children and old people", () => {
  const random = randomStream(1, 1);
  const ages = Array.from({ length: 5000 }, () => sampleAge(random));
  const share = (from: number, to: number) => ages.filter((age) => age >= from && age < to).length / ages.length;
  expect(ages.every((age) => Number.isInteger(age) && age >= 0 && age <= 100)).toBe(true);
  expect(share(20, 40)).toBeGreaterThan(0.4);
  expect(share(0, 10)).toBeGreaterThan(0.08);
  expect(share(70, 101)).toBeGreaterThan(0.05);
});
