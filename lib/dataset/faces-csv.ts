import { readFile } from "node:fs/promises";
import * as aq from "arquero";
import { csvRows } from "../files/csv-rows";
import { replaceFile } from "../files/replace-file";
import { OLDEST } from "./clean";

const columns = ["filename", "age", "gender"];
/** Is written where the faces have it, and read where the file does. */
const optionalColumn = "ethnicity";

/** How many rows are written at a time: the text of half a million would take a hundred megabytes. */
const rowsAtATime = 1024;

/**
 * Writes faces as CSV. The file is written whole or not at all.
 *
 * @param faces - a table with the columns `filename`, `age`, `gender` and perhaps `ethnicity`; others are left out
 */
export async function writeFacesCsv(file: string, faces: aq.ColumnTable): Promise<void> {
  await replaceFile(file, csvPieces(faces));
}

function* csvPieces(faces: aq.ColumnTable): Generator<string, void, undefined> {
  const written = faces.columnNames().includes(optionalColumn) ? [...columns, optionalColumn] : columns;
  for (let offset = 0; offset === 0 || offset < faces.numRows(); offset += rowsAtATime) {
    yield aq.toCSV(faces, { columns: written, header: offset === 0, offset, limit: rowsAtATime });
  }
}

/**
 * Reads faces from a CSV file with the columns `filename`, `age`, `gender` and perhaps `ethnicity`, in any order; others are left
 * out.
 *
 * @returns a table with the columns `filename`, `age` (years, 0 to 100), `gender` (0 female, 1 male), and `ethnicity`, a text or null,
 *   where the file has it
 * @throws Error, naming the file, when it cannot be read, lacks a column or has no faces; naming the line as well, when a
 *   row has too many or too few cells, or an age or gender that cannot be
 */
export async function readFacesCsv(file: string): Promise<aq.ColumnTable> {
  const text = await readFile(file, "utf8").catch((error) => {
    throw new Error(`${file} cannot be read (${error.message}).`, { cause: error });
  });
  const rows = csvRows(text, file);
  const header = rows.next().value?.cells ?? [];
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length > 0) {
    throw new Error(
      `${file} lacks the columns ${missing.join(", ")}: its first line is ${header.join(",") || "empty"}.`,
    );
  }
  const filenames: string[] = [];
  const ages: number[] = [];
  const genders: number[] = [];
  const ethnicity: (string | null)[] | undefined = header.includes(optionalColumn) ? [] : undefined;
  for (const { line, cells } of rows) {
    if (cells.length !== header.length) {
      throw new Error(`${file}, line ${line}: there are ${cells.length} cells, but ${header.length} columns.`);
    }
    const [filename = "", age = "", gender = ""] = columns.map((column) => cells[header.indexOf(column)]);
    filenames.push(filename);
    ages.push(wholeNumber(age, OLDEST, `${file}, line ${line}: the age`));
    genders.push(wholeNumber(gender, 1, `${file}, line ${line}: the gender`));
    ethnicity?.push(cells[header.indexOf(optionalColumn)] || null);
  }
  if (filenames.length === 0) throw new Error(`${file} has no faces, only the names of the columns.`);
  const [age, gender] = [Int32Array.from(ages), Int32Array.from(genders)];
  return aq.table({ filename: filenames, age, gender, ...(ethnicity && { ethnicity }) });
}

function wholeNumber(cell: string, largest: number, what: string): number {
  const number = cell.trim() === "" ? Number.NaN : Number(cell);
  if (!Number.isInteger(number) || number < 0 || number > largest) {
    throw new Error(`${what} is "${cell}", not a whole number from 0 to ${largest}.`);
  }
  return number;
}
