import { createHash } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readMetadata } from "../../../lib/dataset/formats/metadata";
import { matFile } from "../../../lib/dataset/synthetic/write-mat";
import { scratchFolder } from "../../scratch-folder";
import { cells, compressed, doubles, fields, file, nothing, struct, utf8, utf16 } from "../mat/mat-bytes";

const folder = scratchFolder();
const metadataFile = path.join(folder, "faces.mat");

function read(bytes: Uint8Array) {
  writeFileSync(metadataFile, bytes);
  return readMetadata(metadataFile);
}

test("a .mat file becomes a table of records in its order", () => {
  const records = read(file(compressed(struct("wiki", fields()))));
  expect(records.objects()).toEqual([
    {
      full_path: "00/a.jpg",
      name: "李娜",
      person: "李娜",
      gender: 1,
      dob: 723671,
      photo_taken: 2009,
      face_score: 4.3,
      second_face_score: Number.NaN,
    },
    {
      full_path: "01/b.jpg",
      name: null,
      person: null,
      gender: Number.NaN,
      dob: 703186,
      photo_taken: 1964,
      face_score: Number.NEGATIVE_INFINITY,
      second_face_score: 1.9,
    },
  ]);
});

test("what the synthetic data set's writer writes is read", () => {
  const columns = {
    dob: [723671, 703186.5, -1],
    photo_taken: [2009, 1964, 70_000],
    full_path: ["00/a.jpg", "b, c.jpg", "ü.jpg"],
    gender: [1, 0, Number.NaN],
    name: ["Ada", "", "李娜"],
    face_score: [1, Number.NEGATIVE_INFINITY, 0.1],
    second_face_score: [Number.NaN, 2, 0],
  };
  const records = read(matFile("anything", columns));
  for (const [column, values] of Object.entries(columns)) {
    const expected = values.map((value) => (column === "name" && value === "" ? null : value));
    expect(Array.from(records.array(column))).toEqual(expected);
  }
});

test("names may be missing, for nothing depends on them", () => {
  const { name: _, ...others } = fields();
  const records = read(file(struct("x", others)));
  expect(Array.from(records.array("name"))).toEqual([null, null]);
  expect(records.columnNames()).not.toContain("person");
});

describe("who it is", () => {
  const celebrities = { celeb_names: cells(utf8("Ada"), utf16("Борис"), nothing()) };
  const people = (celeb_id: Buffer) => {
    const count = 6;
    const others = Object.keys(fields()).map((field) => [field, doubles(...Array<number>(count).fill(1))]);
    const texts = {
      full_path: cells(...Array<Buffer>(count).fill(utf8("a"))),
      name: cells(...Array<Buffer>(count).fill(utf8("A. L."))),
    };
    const records = read(file(struct("imdb", { ...Object.fromEntries(others), ...texts, ...celebrities, celeb_id })));
    return Array.from(records.array("person"));
  };

  test("is the celebrity that celeb_id numbers, from 1", () => {
    expect(people(doubles(2, 1, 2, 1, 1, 2))).toEqual(["Борис", "Ada", "Борис", "Ada", "Ada", "Борис"]);
  });

  test("is not known where there is no such number, or no name under it", () => {
    expect(people(doubles(0, -1, 1.5, 4, Number.NaN, 3))).toEqual([null, null, null, null, null, null]);
  });

  test("is the name where celebrities are not numbered", () => {
    expect(read(file(struct("imdb", { ...fields(), ...celebrities }))).array("person")).toEqual(["李娜", null]);
  });

  test("cannot be told when celeb_id has another length", () => {
    const imdb = { ...fields(), ...celebrities, celeb_id: doubles(1, 2, 1) };
    expect(() => read(file(struct("imdb", imdb)))).toThrow(/unequal length.*: full_path 2, name 2, .*celeb_id 3/);
  });
});

describe("where the face is", () => {
  const boxes = (...contents: Buffer[]) => {
    const records = read(file(struct("x", { ...fields(), face_location: cells(...contents) })));
    return ["face_left", "face_top", "face_right", "face_bottom"].map((column) => Array.from(records.array(column)));
  };

  test("is told in pixels from 0, the last column and row of pixels being inside", () => {
    expect(boxes(doubles(1, 2, 640, 480), doubles(0.5, 111.25, 252.5, 253))).toEqual([
      [0, -0.5],
      [1, 110.25],
      [640, 252.5],
      [480, 253],
    ]);
  });

  test.each([
    ["a point", doubles(1, 1, 1, 1)],
    ["inside out", doubles(5, 1, 1, 5)],
    ["without an end", doubles(1, 1, Number.POSITIVE_INFINITY, 5)],
    ["not a number", doubles(1, Number.NaN, 5, 5)],
    ["of three numbers", doubles(1, 2, 3)],
    ["empty", nothing()],
  ])("is not known when the box is %s", (_, box) => {
    const columns = boxes(box, doubles(1, 1, 2, 2));
    expect(columns.map(([first]) => first)).toEqual(Array(4).fill(Number.NaN));
    expect(columns.map(([, second]) => second)).toEqual([0, 0, 2, 2]);
  });

  test("is refused when it is something else than cells with boxes", () => {
    expect(() => read(file(struct("x", { ...fields(), face_location: doubles(1, 2) })))).toThrow(
      `${metadataFile} has a field face_location that is not one row of cells of numbers.`,
    );
  });

  test("comes last, after all that is easier to read", () => {
    const location = cells(doubles(1, 1, 2, 2), doubles(1, 1, 2, 2));
    expect(read(file(struct("x", { ...fields(), face_location: location }))).columnNames()).toEqual([
      ...["full_path", "name", "person", "gender", "dob", "photo_taken", "face_score", "second_face_score"],
      ...["face_left", "face_top", "face_right", "face_bottom"],
    ]);
  });
});

test("a data set may be of one face, or none", () => {
  const one = Object.fromEntries(Object.keys(fields()).map((field) => [field, doubles(1)]));
  expect(read(file(struct("x", { ...one, full_path: cells(utf8("a")), name: cells(utf8("b")) }))).numRows()).toBe(1);
  const none = Object.fromEntries(Object.keys(fields()).map((field) => [field, doubles()]));
  expect(read(file(struct("x", { ...none, full_path: cells(), name: cells() }))).numRows()).toBe(0);
});

test("fields that are missing are named", () => {
  const { dob: _, face_score: __, ...others } = fields();
  expect(() => read(file(struct("wiki", others)))).toThrow(
    `${metadataFile} lacks the fields dob, face_score in its struct wiki.`,
  );
});

test("fields of unequal length are refused, with the lengths", () => {
  expect(() => read(file(struct("x", { ...fields(), gender: doubles(1, 0, 1) })))).toThrow(
    /faces\.mat has fields of unequal length.*: full_path 2, .*gender 3/,
  );
});

test("fields of the wrong kind are refused by name", () => {
  expect(() => read(file(struct("x", { ...fields(), full_path: doubles(1, 2) })))).toThrow(
    `${metadataFile} has a field full_path that is not one row of cells of text.`,
  );
  expect(() => read(file(struct("x", { ...fields(), dob: cells(doubles(1), doubles(2)) })))).toThrow(
    `${metadataFile} has a field dob that is not one row of numbers.`,
  );
});

const wiki = "../shared/imdb-wiki/wiki.mat";
const faces = "../shared/faces/faces.mat";
// The hashes are those of what scipy reads: names, paths, numbers and boxes, with -1 for NaN.
describe.skipIf(!existsSync(wiki) || !existsSync(faces))("the real data sets in ../shared (skipped without)", () => {
  const sha256 = (content: string | Uint8Array) => createHash("sha256").update(content).digest("hex");

  test.each([
    [wiki, 62_328, "98a4f9fcb509", "ee4e687df8be", "ab0c5b2be0ac", "df4c8a3943a5"],
    [faces, 8_058, "eed2be762e09", "b34f31baee10", "9a82ac773763", "87b2b5e68306"],
  ])("%s is read as scipy reads it", (real, count, names, paths, numbers, boxes) => {
    const records = readMetadata(real);
    expect(records.numRows()).toBe(count);
    const rows = records.objects({ limit: Number.POSITIVE_INFINITY });
    const textHash = (column: string) => sha256(rows.map((row) => Reflect.get(row, column) ?? "").join("\n"));
    expect(textHash("name").startsWith(names)).toBe(true);
    expect(textHash("person")).toBe(textHash("name"));
    expect(textHash("full_path").startsWith(paths)).toBe(true);
    const numberHash = (...columns: string[]) => {
      const all = columns.flatMap((column) =>
        Array.from(records.array(column), (value) => (Number.isNaN(value) ? -1 : Number(value))),
      );
      return sha256(new Uint8Array(Float64Array.from(all).buffer));
    };
    const own = numberHash("gender", "dob", "photo_taken", "face_score", "second_face_score");
    expect(own.startsWith(numbers)).toBe(true);
    expect(numberHash("face_left", "face_top", "face_right", "face_bottom").startsWith(boxes)).toBe(true);
  });
});
