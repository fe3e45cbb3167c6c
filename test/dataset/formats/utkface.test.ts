import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { isUtkfaceFolder, readUtkface } from "../../../lib/dataset/formats/utkface";
import { scratchFolder } from "../../scratch-folder";

const folder = scratchFolder();

beforeAll(() => {
  for (const file of [
    "part2/116_1_0_20170109142408075.jpg",
    "part1/26_0_2_20170104023102422.jpg.chip.jpg",
    "part1/1_1_4_20161219140623097.JPG",
    // Names as some are in UTKFace: no race, an empty gender; and what else may lie there.
    "part1/61_1_20170109142408075.jpg.chip.jpg",
    "part1/53__0_20170116184028385.jpg",
    "part1/30_2_0_20170116184028385.jpg",
    "part1/cover.jpeg",
    "part1/readme.txt",
    "part1/._26_0_2_20170104023102422.jpg.chip.jpg",
    // The same face again, as archives hold it.
    "part3/26_0_2_20170104023102422.jpg.chip.jpg",
  ]) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), "");
  }
  symlinkSync(path.join(folder, "part2/116_1_0_20170109142408075.jpg"), path.join(folder, "50_0_3_2017.jpg"));
});

test("file names become records: ages as they are, gender 1 male where UTKFace says 0", () => {
  const { records } = readUtkface(folder);
  const rest = { name: null, dob: Number.NaN, photo_taken: Number.NaN };
  const scores = { face_score: Number.POSITIVE_INFINITY, second_face_score: Number.NaN };
  expect(records.objects()).toEqual([
    { full_path: "50_0_3_2017.jpg", age: 50, gender: 1, ethnicity: "Indian", ...rest, ...scores },
    { full_path: "part1/1_1_4_20161219140623097.JPG", age: 1, gender: 0, ethnicity: "Others", ...rest, ...scores },
    {
      full_path: "part1/26_0_2_20170104023102422.jpg.chip.jpg",
      age: 26,
      gender: 1,
      ethnicity: "Asian",
      ...rest,
      ...scores,
    },
    { full_path: "part2/116_1_0_20170109142408075.jpg", age: 116, gender: 0, ethnicity: "White", ...rest, ...scores },
  ]);
});

test("JPEG files that are no records are counted", () => {
  expect(readUtkface(folder).passedOver).toEqual({ misnamed: 4, repeated: 1 });
});

test("a folder is told by one such file", () => {
  expect(isUtkfaceFolder(folder)).toBe(true);
  const other = path.join(folder, "other");
  mkdirSync(other);
  writeFileSync(path.join(other, "61_1_20170109142408075.jpg"), "");
  expect(isUtkfaceFolder(other)).toBe(false);
});
