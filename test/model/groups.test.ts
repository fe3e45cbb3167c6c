import { table } from "arquero";
import { expect, test } from "vitest";
import { faceGroups } from "../../lib/model/groups";

const faces = { age: [0, 2, 3, 19, 70, 100], gender: [0, 0, 1, 0, 0, 0] };

test("by age in decades, small children apart and the old together, by gender, and by ethnicity where it is known", () => {
  const ethnicity = ["White", "Asian", null, "White", "toString", "White"];
  expect(faceGroups(table({ ...faces, ethnicity }))).toEqual([
    { kind: "age", name: "0-2", rows: [0, 1] },
    { kind: "age", name: "3-9", rows: [2] },
    { kind: "age", name: "10-19", rows: [3] },
    { kind: "age", name: "70+", rows: [4, 5] },
    { kind: "gender", name: "female", rows: [0, 1, 3, 4, 5] },
    { kind: "gender", name: "male", rows: [2] },
    { kind: "ethnicity", name: "Asian", rows: [1] },
    { kind: "ethnicity", name: "White", rows: [0, 3, 5] },
    { kind: "ethnicity", name: "toString", rows: [4] },
  ]);
});

test("rows are those of the table as it is, after a filter", () => {
  expect(faceGroups(table(faces).filter("d => d.age > 2"))).toMatchObject([
    { name: "3-9", rows: [0] },
    { name: "10-19", rows: [1] },
    { name: "70+", rows: [2, 3] },
    { name: "female", rows: [1, 2, 3] },
    { name: "male", rows: [0] },
  ]);
});
