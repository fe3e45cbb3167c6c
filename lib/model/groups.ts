import type { ColumnTable } from "arquero";
import { bisect, group, sort } from "d3-array";
import { ethnicityColumn } from "../dataset/ethnicity";

/** Faces that have something in common. */
export interface FaceGroup {
  /** What they have in common. */
  kind: "age" | "gender" | "ethnicity";
  /** "20-29", "female", "Asian". */
  name: string;
  /** Where they are in the table, from 0. */
  rows: number[];
}

/**
 * The youngest of each age group. They are those of FairFace (Kärkkäinen and Joo, WACV 2021): decades, but small children
 * apart, and the old together, of whom there are few.
 */
const AGE_GROUPS = [0, 3, 10, 20, 30, 40, 50, 60, 70];

/**
 * The groups of a table of faces: by true age ("0-2", "3-9", "10-19" … "60-69", "70+"), by gender, and by ethnicity where the data set
 * says it. Each face is in one group of a kind at most; groups without faces are left out.
 *
 * @param faces - a table with the columns `age`, `gender` and perhaps `ethnicity`
 * @example
 * const { rows } = faceGroups(predictions).find(({ name }) => name === "70+");
 */
export function faceGroups(faces: ColumnTable): FaceGroup[] {
  const ages = Array.from(faces.array("age"), (age) => ageGroup(Number(age)));
  const genders = Array.from(faces.array("gender"), (gender) => (gender === 1 ? "male" : "female"));
  const { ethnicity = [] } = ethnicityColumn(faces);
  return [
    ...groupsOf("age", ages, AGE_GROUPS.map(ageGroup)),
    ...groupsOf("gender", genders, ["female", "male"]),
    ...groupsOf("ethnicity", ethnicity, sort(new Set(ethnicity.flatMap((name) => name ?? [])))),
  ];
}

function ageGroup(age: number): string {
  const [youngest, next] = AGE_GROUPS.slice(bisect(AGE_GROUPS, age) - 1);
  return next === undefined ? `${youngest}+` : `${youngest}-${next - 1}`;
}

function groupsOf(kind: FaceGroup["kind"], names: readonly (string | null)[], order: readonly string[]): FaceGroup[] {
  const rowsOf = group(names.keys(), (row) => names[row]);
  return order.flatMap((name) => {
    const rows = rowsOf.get(name);
    return rows ? [{ kind, name, rows }] : [];
  });
}
