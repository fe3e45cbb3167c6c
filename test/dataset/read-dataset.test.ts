import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { readDataset } from "../../lib/dataset/read-dataset";
import { matFile } from "../../lib/dataset/synthetic/write-mat";
import { scratchFolder } from "../scratch-folder";

const scratch = scratchFolder();

function write(file: string, content: string | Uint8Array): string {
  const written = path.join(scratch, file);
  mkdirSync(path.dirname(written), { recursive: true });
  writeFileSync(written, content);
  return written;
}

test("a .mat file's records are cleaned; the pictures are beside it", async () => {
  const columns = {
    full_path: ["a.jpg", "b.jpg", "c.jpg"],
    name: ["A", "B", "C"],
    gender: [1, Number.NaN, 0],
    dob: [723671, 723671, 723671],
    photo_taken: [2009, 2009, 2009],
    face_score: [4, 4, 2],
    second_face_score: [Number.NaN, Number.NaN, Number.NaN],
  };
  const mat = write("imdb_crop/imdb.mat", matFile("imdb", columns));
  const { name, folder, faces, records, dropped } = await readDataset(path.dirname(mat));
  expect([name, folder, records.numRows()]).toEqual(["imdb_crop", path.dirname(mat), 3]);
  expect(faces.objects()).toEqual([
    { filename: "a.jpg", age: 28, gender: 1, person: "A" },
    { filename: "c.jpg", age: 28, gender: 0, person: "C" },
  ]);
  expect(dropped).toEqual({ score: 0, second_face: 0, age: 0, gender: 1 });
  expect((await readDataset(mat, { minimumScore: 3 })).faces.array("filename")).toEqual(["a.jpg"]);
});

test("UTKFace's ages over 100 and misnamed files are dropped and counted", async () => {
  for (const file of ["100_1_0_2017.jpg", "101_0_0_2017.jpg", "116_0_0_2017.jpg", "61_1_2017.jpg"]) {
    write(`UTKFace/part1/${file}`, "");
  }
  write("UTKFace/part2/100_1_0_2017.jpg", "");
  const { name, folder, faces, dropped } = await readDataset(path.join(scratch, "UTKFace"), { minimumScore: 7 });
  expect([name, folder]).toEqual(["UTKFace", path.join(scratch, "UTKFace")]);
  expect(faces.objects()).toEqual([{ filename: "part1/100_1_0_2017.jpg", age: 100, gender: 0, ethnicity: "White" }]);
  expect(dropped).toEqual({ misnamed: 1, repeated: 1, score: 0, second_face: 0, age: 2, gender: 0 });
});

test("a CSV may tell the ethnicity", async () => {
  const csv = write("told/labels.csv", "ethnicity,filename,age,gender\nAsian,x.jpg,0,0\n,y.jpg,100,1\n");
  expect((await readDataset(csv)).faces.objects()).toEqual([
    { filename: "x.jpg", age: 0, gender: 0, ethnicity: "Asian" },
    { filename: "y.jpg", age: 100, gender: 1, ethnicity: null },
  ]);
});

test("every row of a CSV is kept, with pictures beside it or in a folder beside it", async () => {
  const csv = write("own/labels.csv", "filename,age,gender\nx.jpg,0,0\ny.jpg,100,1\nx.jpg,7,0\n");
  const expected = [
    { filename: "x.jpg", age: 0, gender: 0 },
    { filename: "y.jpg", age: 100, gender: 1 },
    { filename: "x.jpg", age: 7, gender: 0 },
  ];
  const unfound = await readDataset(csv);
  expect(unfound.faces.objects()).toEqual(expected);
  expect([unfound.name, unfound.folder]).toEqual(["labels", path.dirname(csv)]);
  expect(unfound.dropped).toEqual({ score: 0, second_face: 0, age: 0, gender: 0 });

  mkdirSync(path.join(scratch, "own/another"));
  write("own/images/y.jpg", "");
  expect((await readDataset(csv)).folder).toBe(path.join(scratch, "own/images"));
  write("own/x.jpg", "");
  const found = await readDataset(path.join(scratch, "own"));
  expect([found.name, found.folder]).toEqual(["own", path.join(scratch, "own")]);
});

test("an error in a CSV names file and line", async () => {
  const csv = write("wrong/labels.csv", "filename,age,gender\nx.jpg,30,male\n");
  await expect(readDataset(path.join(scratch, "wrong"))).rejects.toThrow(`${csv}, line 2: the gender is "male"`);
});
