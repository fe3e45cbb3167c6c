import { desc, table } from "arquero";
import { describe, expect, test } from "vitest";
import { isTable, type TableLike, tableBundle } from "../../lib/display/table-bundle";

const tableHtml = (table: TableLike) => tableBundle(table)["text/html"];
const tableText = (table: TableLike) => tableBundle(table)["text/plain"];

/** The cells of a column, as text. */
function cells(values: unknown[]): string[] {
  const [, ...lines] = tableText(table({ column: values }))
    .split("\n")
    .slice(0, -1);
  return lines.map((line) => line.trim());
}

describe("as HTML, a table", () => {
  test("has a header, numbers to the right, as style and as attribute", () => {
    expect(tableHtml(table({ name: ["A", "B"], age: [46, 7] }))).toBe(
      [
        "<table>",
        '<thead><tr><th align="left" style="text-align: left">name</th><th align="right" style="text-align: right">age</th></tr></thead>',
        "<tbody>",
        '<tr><td align="left" style="text-align: left">A</td><td align="right" style="text-align: right">46</td></tr>',
        '<tr><td align="left" style="text-align: left">B</td><td align="right" style="text-align: right">7</td></tr>',
        "</tbody>",
        "</table>",
        "<p>2 rows</p>",
      ].join("\n"),
    );
  });

  test("escapes values and names", () => {
    const html = tableHtml(table({ "<i>": ['<img src=x onerror="alert(1)">', "a & b"] }));
    expect(html).not.toMatch(/<i>|<img/);
    expect(html).toContain("a &#38; b");
  });

  test("shows the first rows as they are filtered and ordered, and says how many more there are", () => {
    const many = table({ row: Array.from({ length: 5000 }, (_, row) => row) })
      .filter("d => d.row % 2 === 0")
      .orderby(desc("row"));
    const html = tableHtml(many);
    expect(html.match(/<tr>/g)).toHaveLength(11);
    expect(html).toContain(">4998<");
    expect(html).toContain("… and 2,490 more rows");
  });

  test("is there for a table without rows", () => {
    expect(tableHtml(table({ age: [] }))).toContain("<p>0 rows</p>");
  });
});

describe("as text, a table", () => {
  test("is aligned in columns", () => {
    expect(tableText(table({ name: ["Alma", "B"], age: [46, 7] }))).toBe("name  age\nAlma   46\nB       7\n2 rows");
  });

  test("gives a column one number of decimals, enough for four significant digits of the largest", () => {
    expect(cells([0.123456789, 12.5])).toEqual(["0.12", "12.50"]);
    expect(cells([4.61512, 0.00012])).toEqual(["4.615", "0.000"]);
    expect(cells([0.1, 0.25])).toEqual(["0.10", "0.25"]);
    expect(cells([105_224_871, 2008])).toEqual(["105224871", "2008"]);
    expect(cells([1e-9, 0])).toEqual(["1.000e-9", "0"]);
  });

  test("writes what is not a number, is missing or is no text as such", () => {
    expect(cells([1.5, Number.NaN, Number.NEGATIVE_INFINITY, null])).toEqual(["1.5", "NaN", "-Infinity", "null"]);
    expect(cells([new Date("2024-05-01"), new Date("2024-05-01T12:30:00Z"), new Date(Number.NaN)])).toEqual([
      "2024-05-01",
      "2024-05-01T12:30:00.000Z",
      "Invalid Date",
    ]);
    expect(cells([[1, 2], { a: true }, 10n, undefined])).toEqual(["[ 1, 2 ]", "{ a: true }", "10n", "undefined"]);
  });

  test("cuts long values", () => {
    expect(cells(["x".repeat(200)])).toEqual([`${"x".repeat(59)}…`]);
  });
});

test("isTable knows tables from other objects", () => {
  expect(isTable(table({ age: [1] }))).toBe(true);
  for (const other of [null, undefined, 1, {}, [], new Map()]) expect(isTable(other)).toBe(false);
});
