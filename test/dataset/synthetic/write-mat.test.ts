import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openMatStruct } from "../../../lib/dataset/mat/mat-file";
import { matFile } from "../../../lib/dataset/synthetic/write-mat";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "write-mat-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("lays out the bytes as the format's description says", () => {
  const bytes = Buffer.from(matFile("ab", { x: [1, 2, 3, 4, 5], t: ["é"] }, { compressed: false }));
  expect(bytes.toString("latin1", 0, 116)).toMatch(/^MATLAB 5\.0 MAT-file, .* $/);
  expect(bytes.toString("hex", 116, 128)).toBe("0000000000000000" + "0001" + "494d");
  const expected = [
    "0e000000 e0000000", // a matrix of 224 bytes
    "06000000 08000000 02000000 00000000", // its flags: a struct
    "05000000 08000000 01000000 01000000", // 1 x 1
    "01000200 61620000", // its name, "ab", in a small element
    "05000400 02000000", // field names of 2 bytes
    "01000400 78007400", // "x" and "t"
    "0e000000 38000000", // x: a matrix of 56 bytes
    "06000000 08000000 06000000 00000000", // of doubles
    "05000000 08000000 01000000 05000000", // 1 x 5
    "01000000 00000000", // no name
    "02000000 05000000 01020304 05000000", // whole numbers in bytes
    "0e000000 60000000", // t: a matrix of 96 bytes
    "06000000 08000000 01000000 00000000", // a cell array
    "05000000 08000000 01000000 01000000", // 1 x 1
    "01000000 00000000",
    "0e000000 30000000", // its cell
    "06000000 08000000 04000000 00000000", // characters
    "05000000 08000000 01000000 01000000", // 1 x 1
    "01000000 00000000",
    "11000200 e9000000", // UTF-16 in a small element
  ];
  expect(bytes.toString("hex", 128)).toBe(expected.join("").replaceAll(" ", ""));
});

const struct = {
  small: [0, 255, 7],
  negative: [-1, 32767, 0],
  large: [65535, 0, 1],
  dates: [723671, -5, 0],
  real: [0.1, Number.NaN, Number.NEGATIVE_INFINITY],
  huge: [2 ** 31, 0, 1],
  text: ["Bo", "plain ASCII", "Łucja 王晓岚"],
  boxes: [[1, 1, 640, 480], [1.5, 2.5, 3.5, 4.5], [9]],
};

test.each([true, false])("is read back, compressed: %s", (compressed) => {
  const file = path.join(folder, `${compressed}.mat`);
  writeFileSync(file, matFile("faces", struct, { compressed }));
  const { text, boxes, ...numbers } = struct;
  const read = openMatStruct(file, Object.keys(struct));
  for (const [field, values] of Object.entries(numbers)) expect(Array.from(read.numbers(field))).toEqual(values);
  expect(read.texts("text")).toEqual(text);
  expect(read.columns("boxes", 4).map((column) => Array.from(column))).toEqual(
    [0, 1, 2, 3].map((position) => boxes.map((box) => (box.length === 4 ? box[position] : Number.NaN))),
  );
});

test("compresses", () => {
  const columns = { zeros: new Array<number>(10_000).fill(0.5) };
  expect(matFile("a", columns, { compressed: false }).length).toBeGreaterThan(80_000);
  expect(matFile("a", columns).length).toBeLessThan(1_000);
});
