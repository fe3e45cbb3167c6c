import { existsSync, readFileSync } from "node:fs";
import * as aq from "arquero";
import { describe, expect, test } from "vitest";
import { ageInPhoto, clean, hasFace, hasKnownGender, hasNoSecondFace, hasPlausibleAge } from "../../lib/dataset/clean";
import { readMetadata } from "../../lib/dataset/formats/metadata";
import { csvRows } from "../../lib/files/csv-rows";

const born1981 = 723671;
const good = { name: null, gender: 1, dob: born1981, photo_taken: 2009, face_score: 4, second_face_score: Number.NaN };

/** Records that are good but for what is given, with their numbers as paths. */
function records(...changes: object[]): aq.ColumnTable {
  return aq.from(changes.map((change, index) => ({ full_path: `${index}.jpg`, ...good, ...change })));
}

const pathsOf = (table: aq.ColumnTable) => Array.from(table.array("full_path"));

describe("each rule is a step of arquero", () => {
  test("hasFace keeps scores from the minimum on", () => {
    const scores = [1, 0.999, Number.NaN, Number.NEGATIVE_INFINITY, 7].map((face_score) => ({ face_score }));
    expect(pathsOf(records(...scores).filter(hasFace()))).toEqual(["0.jpg", "4.jpg"]);
    expect(pathsOf(records(...scores).filter(hasFace(0.5)))).toEqual(["0.jpg", "1.jpg", "4.jpg"]);
  });

  test("hasNoSecondFace keeps scores that are none or not above 0", () => {
    const scores = [Number.NaN, 0, -1, 0.001, Number.NEGATIVE_INFINITY].map((score) => ({ second_face_score: score }));
    expect(pathsOf(records(...scores).filter(hasNoSecondFace))).toEqual(["0.jpg", "1.jpg", "2.jpg", "4.jpg"]);
  });

  test("hasPlausibleAge keeps 0 to 100 years", () => {
    const years = [1980, 1981, 2081, 2082, Number.NaN, 2009.5].map((photo_taken) => ({ photo_taken }));
    const withAge = records(...years, { dob: Number.NaN }, { dob: 0 }, { dob: 1e300 }).derive({ age: ageInPhoto });
    expect(Array.from(withAge.array("age")).slice(0, 4)).toEqual([-1, 0, 100, 101]);
    expect(pathsOf(withAge.filter(hasPlausibleAge))).toEqual(["1.jpg", "2.jpg"]);
  });

  test("ageInPhoto is the age that the data set gives, where it does", () => {
    const given = records({ age: 41, dob: Number.NaN, photo_taken: Number.NaN }, { age: 116 });
    expect(Array.from(given.derive({ age: ageInPhoto }).array("age"))).toEqual([41, 116]);
  });

  test("hasKnownGender keeps 0 and 1", () => {
    const genders = [0, 1, Number.NaN, 2].map((gender) => ({ gender }));
    expect(pathsOf(records(...genders).filter(hasKnownGender))).toEqual(["0.jpg", "1.jpg"]);
  });
});

describe("clean", () => {
  test("keeps the order, and counts each record by the first rule that it breaks", () => {
    const bad = { face_score: 0, second_face_score: 3, dob: Number.NaN, gender: Number.NaN };
    const { faces, dropped } = clean(
      records(
        {},
        bad,
        { ...bad, face_score: 2 },
        { gender: Number.NaN, dob: -9 },
        { gender: Number.NaN },
        { gender: 0 },
      ),
    );
    expect(faces.objects()).toEqual([
      { filename: "0.jpg", age: 28, gender: 1 },
      { filename: "5.jpg", age: 28, gender: 0 },
    ]);
    expect(faces.columnNames()).toEqual(["filename", "age", "gender"]);
    expect(dropped).toEqual({ score: 1, second_face: 1, age: 1, gender: 1 });
  });

  test("passes on who it is, of what ethnicity, and where the face is, where the records say so", () => {
    const box = { face_left: 1, face_top: 2.5, face_right: 3, face_bottom: Number.NaN };
    const { faces } = clean(
      records(
        { ...box, person: "Ada", ethnicity: "White" },
        { face_score: 0 },
        { ...box, person: null, ethnicity: null },
      ),
    );
    expect(faces.objects()).toEqual([
      { filename: "0.jpg", age: 28, gender: 1, person: "Ada", ethnicity: "White", ...box },
      { filename: "2.jpg", age: 28, gender: 1, person: null, ethnicity: null, ...box },
    ]);
    expect(faces.columnNames().slice(3)).toEqual(["person", "ethnicity", ...Object.keys(box)]);
    const { faces: unnamed } = clean(records(box));
    expect(unnamed.columnNames().slice(3)).toEqual(Object.keys(box));
  });

  test("takes another minimum score", () => {
    const scores = records({ face_score: 0.5 }, { face_score: 3 });
    expect(clean(scores).faces.numRows()).toBe(1);
    expect(clean(scores, { minimumScore: 0 }).faces.numRows()).toBe(2);
    expect(clean(scores, { minimumScore: Number.NEGATIVE_INFINITY }).faces.numRows()).toBe(2);
  });

  test("says what dropped the records when none is left", () => {
    expect(() => clean(records({ face_score: 0 }, { face_score: 0 }, { gender: Number.NaN }))).toThrow(
      "Cleaning leaves none of 3 records: 2 have a face score below 1, 0 a second face, 0 no age from 0 to 100, 1 no gender.",
    );
  });
});

const wiki = "../shared/imdb-wiki/wiki.mat";
describe.skipIf(!existsSync(wiki))("wiki.mat in ../shared (skipped without)", () => {
  test("is cleaned as the reference cleans it", () => {
    // Counted by the recipe in pandas, on what scipy reads.
    const { faces, dropped } = clean(readMetadata(wiki));
    expect(faces.numRows()).toBe(38_138);
    expect(dropped).toEqual({ score: 19_335, second_face: 4_070, age: 49, gender: 736 });
  });
});

const manifest = "../shared/faces/manifest.csv";
describe.skipIf(!existsSync(manifest))("the faces in ../shared (skipped without)", () => {
  test("are kept and dropped as their manifest says", () => {
    const [header, ...rows] = csvRows(readFileSync(manifest, "utf8"), manifest);
    expect(header?.cells).toEqual(["full_path", "age", "gender", "note"]);
    // Five people of more than 100 years are noted as "ok". What is wrong with a file shows only when it is read.
    const clear = new Set(["ok", "empty", "missing", "not-a-jpeg", "truncated"]);
    const expected = rows
      .map(({ cells: [filename, age, gender, note = ""] }) => ({
        filename,
        age: Number(age),
        gender: Number(gender),
        note,
      }))
      .filter(({ age, note }) => clear.has(note) && age <= 100)
      .map(({ note: _, ...face }) => face);
    const { faces, dropped } = clean(readMetadata("../shared/faces/faces.mat"));
    const known = faces.select("filename", "age", "gender");
    expect(known.objects({ limit: Number.POSITIVE_INFINITY })).toEqual(expected);
    expect(dropped).toEqual({ score: 278, second_face: 150, age: 80, gender: 107 });
  });
});
