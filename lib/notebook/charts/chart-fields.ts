import { ColumnTable } from "arquero";

/**
 * Refuses a chart that draws a column its data lacks: Vega-Lite would draw empty axes without a word.
 *
 * Only what is sure is refused. Nothing is checked where columns come from elsewhere: from transforms other than filters,
 * from loaded data, from `repeat`.
 *
 * @throws Error naming the column, and the columns there are
 */
export function checkFields(specification: object): void {
  const found: Found = { columns: new Set(), fields: new Set(), unknowable: false };
  search(specification, found);
  if (found.unknowable) return;
  for (const field of found.fields) {
    if (!found.columns.has(field)) {
      throw new Error(`The chart draws "${field}", but its data has the columns ${[...found.columns].join(", ")}.`);
    }
  }
}

interface Found {
  columns: Set<string>;
  fields: Set<string>;
  unknowable: boolean;
}

function search(part: unknown, found: Found): void {
  if (typeof part !== "object" || part === null) return;
  for (const [key, value] of Object.entries(part)) {
    if (key === "data") searchData(value, found);
    else if (key === "transform") found.unknowable ||= !isFilters(value);
    else if (key === "repeat" || key === "datasets") found.unknowable = true;
    else if (key === "field" && typeof value === "string") addField(value, found);
    else if (key !== "config") search(value, found);
  }
}

function searchData(data: unknown, found: Found): void {
  const columns = columnsOf(data);
  if (columns === undefined) found.unknowable = true;
  else for (const column of columns) found.columns.add(column);
}

function columnsOf(data: unknown): string[] | undefined {
  if (typeof data !== "object" || data === null || !("values" in data)) return undefined;
  if (data.values instanceof ColumnTable) return data.values.columnNames();
  const row: unknown = Array.isArray(data.values) ? data.values[0] : undefined;
  return typeof row === "object" && row !== null ? Object.keys(row) : undefined;
}

function isFilters(transforms: unknown): boolean {
  return Array.isArray(transforms) && transforms.every((transform) => "filter" in transform);
}

function addField(field: string, found: Found): void {
  const isPath = /[.[\]\\]/.test(field); // into nested objects
  if (!isPath) found.fields.add(field);
}
