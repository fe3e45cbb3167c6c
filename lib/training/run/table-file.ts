import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { csvRows } from "../../files/csv-rows";
import { replaceFile } from "../../files/replace-file";

/** Rows that come within so many milliseconds are written together. */
const INTERVAL = 500;

/** A CSV file of numbers that grows row by row while others may read it. */
export class TableFile<Column extends string> {
  readonly #file: number;
  #waiting = "";
  #since = 0;

  /**
   * Goes on with a file that `writeRows` wrote.
   *
   * @param beforeWriting - called before rows are written; where it throws they are not
   */
  constructor(
    file: string,
    private readonly columns: readonly Column[],
    private readonly beforeWriting: () => void,
  ) {
    this.#file = openSync(file, "a");
  }

  /** Adds a row, which is in the file half a second later, or at the next `flush`. */
  add(row: Record<Column, number>): void {
    const now = performance.now();
    if (this.#waiting === "") this.#since = now;
    this.#waiting += `${this.columns.map((column) => row[column]).join()}\n`;
    if (now - this.#since > INTERVAL) this.flush();
  }

  flush(): void {
    if (this.#waiting === "") return;
    this.beforeWriting();
    writeSync(this.#file, this.#waiting);
    this.#waiting = "";
  }

  /** Without what was not flushed. */
  close(): void {
    closeSync(this.#file);
  }
}

/**
 * The rows of such a file, as far as they are whole: a last line without an end is still being written.
 *
 * @returns nothing where there is no file
 * @throws when a column is missing, or a value is not a number
 */
export function readRows<Column extends string>(file: string, columns: readonly Column[]): Record<Column, number>[] {
  const text = readText(file);
  const [header, ...rows] = csvRows(text.slice(0, text.lastIndexOf("\n") + 1), file);
  if (header === undefined) return [];
  const places = columns.map((column) => header.cells.indexOf(column));
  if (places.includes(-1)) throw new Error(`${file} lacks columns: it should have ${columns.join()}`);
  return rows.map(({ cells, line }) => {
    const values = places.map((place) => Number(cells[place] || Number.NaN));
    if (values.some(Number.isNaN)) throw new Error(`${file}, line ${line}: not a row of numbers`);
    return rowOf(columns, values);
  });
}

/** Replaces a file by one with these rows. */
export async function writeRows<Column extends string>(
  file: string,
  columns: readonly Column[],
  rows: readonly Record<Column, number>[],
): Promise<void> {
  const lines = rows.map((row) => columns.map((column) => row[column]).join());
  await replaceFile(file, `${[columns.join(), ...lines].join("\n")}\n`);
}

function rowOf<Column extends string>(columns: readonly Column[], values: number[]): Record<Column, number>;
function rowOf(columns: readonly string[], values: number[]): Record<string, number> {
  return Object.fromEntries(columns.map((column, index) => [column, values[index] ?? Number.NaN]));
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}
