import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as aq from "arquero";
import { describe, expect, test } from "vitest";
import { readFacesCsv, writeFacesCsv } from "../../lib/dataset/faces-csv";
import { scratchFolder } from "../scratch-folder";

const folder = scratchFolder();
const csvFile = path.join(folder, "faces.csv");

const read = (text: string) => {
  writeFileSync(csvFile, text);
  return readFacesCsv(csvFile);
};

describe("faces written", () => {
  test("are read again, whatever the files are called", async () => {
    const filename = [
      "00/a.jpg",
      'say "x", y.jpg',
      "two\nlines.jpg",
      "\r.jpg",
      "007",
      "true",
      "2001-01-01",
      "名 Ж.jpg",
      " a ",
      "",
    ];
    const age = Int32Array.from(filename, (_, row) => row * 11);
    const gender = Int32Array.from(filename, (_, row) => row % 2);
    await writeFacesCsv(csvFile, aq.table({ filename, age, gender }));
    const faces = await readFacesCsv(csvFile);
    expect(faces.columnNames()).toEqual(["filename", "age", "gender"]);
    expect(faces.array("filename")).toEqual(filename);
    expect(faces.column("age")).toEqual(age);
    expect(faces.column("gender")).toEqual(gender);
  });

  test("are all there where they are many, and those that a filter left of them", async () => {
    const filename = Array.from({ length: 5000 }, (_, row) => `${row}.jpg`);
    const zeros = new Int32Array(filename.length);
    const faces = aq.table({ filename, age: zeros, gender: zeros });
    for (const some of [faces, faces.filter((face: { filename: string }) => face.filename !== "3.jpg")]) {
      await writeFacesCsv(csvFile, some);
      expect(readFileSync(csvFile, "utf8")).toBe(some.toCSV());
    }
  });

  test("keep the ethnicity where there is one, an unknown one as nothing", async () => {
    const ethnicity = ["Asian", null, 'of "both", they say'];
    const faces = aq.table({ filename: ["a", "b", "c"], age: [1, 2, 3], gender: [0, 1, 0], ethnicity });
    await writeFacesCsv(csvFile, faces);
    const read = await readFacesCsv(csvFile);
    expect(read.columnNames()).toEqual(["filename", "age", "gender", "ethnicity"]);
    expect(read.array("ethnicity")).toEqual(ethnicity);
  });

  test("are three columns, of the rows that a filter left", async () => {
    const faces = aq.table({ gender: [1, 0], extra: [5, 6], age: [30, 40], filename: ["a.jpg", "b.jpg"] });
    await writeFacesCsv(csvFile, faces.filter(aq.escape(({ age }: { age: number }) => age > 30)));
    expect(readFileSync(csvFile, "utf8")).toBe("filename,age,gender\nb.jpg,40,0\n");
  });

  test("leave nothing half-written behind", async () => {
    const faces = aq.table({ filename: ["a"], age: [1], gender: [1] });
    const nowhere = path.join(folder, "missing", "faces.csv");
    await expect(writeFacesCsv(nowhere, faces)).rejects.toThrow(`${nowhere} cannot be written (ENOENT`);
    // Written, but not to be renamed to a folder's name.
    const taken = path.join(folder, "taken");
    mkdirSync(taken);
    await expect(writeFacesCsv(taken, faces)).rejects.toThrow(`${taken} cannot be written (`);
    await writeFacesCsv(csvFile, faces);
    expect(readdirSync(folder)).toEqual(["faces.csv", "taken"]);
  });
});

describe("faces read", () => {
  test("may have their columns in any order, others between, any line ends and a byte order mark", async () => {
    const faces = await read("\ufeffgender,note,filename,age\r\n1,x,a.jpg,30\r\n\r\n0,,b.jpg,40.0");
    expect(faces.objects()).toEqual([
      { filename: "a.jpg", age: 30, gender: 1 },
      { filename: "b.jpg", age: 40, gender: 0 },
    ]);
  });

  test.each([
    ["", "lacks the columns filename, age, gender: its first line is empty"],
    ["filename,years\na,1\n", "lacks the columns age, gender: its first line is filename,years"],
    ["filename,age,gender\n", "has no faces"],
    ["filename,age,gender\na,1,1\nb,101,1\n", ', line 3: the age is "101", not a whole number from 0 to 100'],
    ["filename,age,gender\na,,1\n", ', line 2: the age is ""'],
    ["filename,age,gender\na,3.5,1\n", ', line 2: the age is "3.5"'],
    ["filename,age,gender\na,-1,1\n", ', line 2: the age is "-1"'],
    ["filename,age,gender\n\na,1,M\n", ', line 3: the gender is "M", not a whole number from 0 to 1'],
    ['filename,age,gender\n"a\nb",1,1\nc,1,2\n', ', line 4: the gender is "2"'],
    ["filename,age,gender\na,b,1,1\n", ", line 2: there are 4 cells, but 3 columns"],
    ["filename,age,gender\na,1\n", ", line 2: there are 2 cells, but 3 columns"],
    ['filename,age,gender\na,1,1\n"b,1,1\n', ", line 3: there is a quote out of place"],
    ['filename,age,gender\n"b"c,1,1\n', ", line 2: there is a quote out of place"],
  ])("are refused when wrong, by file and line: %j", async (text, problem) => {
    await expect(read(text)).rejects.toThrow(`${csvFile}${problem.startsWith(",") ? "" : " "}${problem}`);
  });

  test("are told to be missing", async () => {
    await expect(readFacesCsv("nowhere/faces.csv")).rejects.toThrow("nowhere/faces.csv cannot be read (ENOENT");
  });
});
