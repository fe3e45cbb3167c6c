import { ColumnTable } from "arquero";

/**
 * A copy of a chart's specification as JSON, in which each arquero table has become its rows.
 *
 * Rows hold only the columns whose names the specification mentions. JSON's idea of the data (NaN becomes null, a date a
 * string) is what every viewer will draw.
 */
export function withRows(specification: object): string {
  const mentioned = JSON.stringify(mapTables(specification, () => []));
  return JSON.stringify(
    mapTables(specification, (table) => {
      const columns = table.columnNames((name) => mentioned.includes(name));
      return table.objects({ columns });
    }),
  );
}

function mapTables(value: unknown, replace: (table: ColumnTable) => unknown): unknown {
  if (value instanceof ColumnTable) return replace(value);
  if (Array.isArray(value)) return value.map((element) => mapTables(element, replace));
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, mapTables(element, replace)]));
}
