/** Tables of arquero as HTML and as text: the first rows, numbers right-aligned with the digits that matter. */
import { inspect } from "node:util";
import { columnsBundle, type FormattedColumn, type TextBundle } from "./formatted-columns";

/** What is needed of an arquero table; the notebook's copy of arquero may be another than this module's. */
export type TableLike = {
  numRows(): number;
  columnNames(): string[];
  /** The value in a row, counted as the table is filtered and ordered. */
  get(name: string, row: number): unknown;
};

const rowsShown = 10;
const longestCell = 60;

/** Whether the value is an arquero table, told by its methods. */
export function isTable(value: unknown): value is TableLike {
  if (typeof value !== "object" || value === null) return false;
  return ["numRows", "columnNames", "get"].every((method) => typeof Reflect.get(value, method) === "function");
}

/** The first 10 rows, with a line that says how many more there are. */
export function tableBundle(table: TableLike): TextBundle {
  return columnsBundle(formatColumns(table), [remainder(table)]);
}

function formatColumns(table: TableLike): FormattedColumn[] {
  const count = Math.min(table.numRows(), rowsShown);
  return table.columnNames().map((name) => {
    const values = Array.from({ length: count }, (_, row) => table.get(name, row));
    const numbers = values.filter((value) => typeof value === "number" || typeof value === "bigint");
    const others = values.filter((value) => value !== null && value !== undefined).length - numbers.length;
    const formatNumber = numberFormat(values.filter((value): value is number => typeof value === "number"));
    const cells = values.map((value) => (typeof value === "number" ? formatNumber(value) : formatValue(value)));
    return { name, align: numbers.length > 0 && others === 0 ? "right" : "left", cells };
  });
}

/**
 * Integers as they are; otherwise one number of decimals for the whole column, so that the points stand below each other: as
 * many as show four significant digits of its largest value, at most what its values have.
 */
function numberFormat(values: number[]): (value: number) => string {
  const finite = values.filter(Number.isFinite);
  const largest = finite.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (finite.every(Number.isInteger)) return String;
  if (largest >= 1e15 || largest < 1e-6) return (value) => (value === 0 ? "0" : value.toExponential(3));
  const significant = Math.max(1, 3 - Math.floor(Math.log10(largest)));
  const present = Math.max(...finite.map((value) => String(value).split(".")[1]?.length ?? 0));
  const decimals = Math.min(significant, present || significant);
  return (value) => (Number.isFinite(value) ? value.toFixed(decimals) : String(value));
}

function formatValue(value: unknown): string {
  const text = typeof value === "string" ? value : value instanceof Date ? formatDate(value) : formatObject(value);
  return text.length > longestCell ? `${text.slice(0, longestCell - 1)}…` : text;
}

function formatDate(date: Date): string {
  if (Number.isNaN(date.getTime())) return "Invalid Date";
  return date.toISOString().replace("T00:00:00.000Z", "");
}

function formatObject(value: unknown): string {
  return inspect(value, {
    depth: 1,
    maxArrayLength: 4,
    maxStringLength: longestCell,
    breakLength: Number.POSITIVE_INFINITY,
  });
}

function remainder(table: TableLike): string {
  const count = table.numRows();
  const more = count - rowsShown;
  if (more > 0) return `… and ${more.toLocaleString("en-US")} more ${more === 1 ? "row" : "rows"}`;
  return `${count} ${count === 1 ? "row" : "rows"}`;
}
