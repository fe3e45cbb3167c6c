/**
 * Columns of texts as a table, in HTML and in plain text.
 *
 * The HTML has no colors of its own, so it follows JupyterLab's light or dark theme. Cells are aligned twice: JupyterLab's
 * style sheet wins over the `align` attribute, GitHub strips `style`.
 */
import { escapeHtml } from "./escape-html";

/** A column, its cells as they are shown. */
export interface FormattedColumn {
  name: string;
  align: "left" | "right";
  cells: readonly string[];
  /** How each cell stands out, if any does: `marked` has a background, `best` is bold, in plain text with a star. */
  emphasis?: readonly (Emphasis | undefined)[];
}

export type Emphasis = "marked" | "best";

/** The same in two formats, as a `MimeBundle`. */
export type TextBundle = { "text/html": string; "text/plain": string };

/** The columns as a table, with notes below it, a line each. */
export function columnsBundle(columns: readonly FormattedColumn[], notes: readonly string[]): TextBundle {
  return {
    "text/html": [columnsHtml(columns), ...notes.map((note) => `<p>${escapeHtml(note)}</p>`)].join("\n"),
    "text/plain": [...(columns.length > 0 ? [columnsText(columns)] : []), ...notes].join("\n"),
  };
}

function columnsHtml(columns: readonly FormattedColumn[]): string {
  const row = (tag: string, contents: string[]) => {
    const cells = contents.map((content, index) => {
      const align = columns[index]?.align ?? "left";
      return `<${tag} align="${align}" style="text-align: ${align}">${content}</${tag}>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  };
  const head = row(
    "th",
    columns.map(({ name }) => escapeHtml(name)),
  );
  const body = rows(columns, cellHtml).map((contents) => row("td", contents));
  return ["<table>", `<thead>${head}</thead>`, "<tbody>", ...body, "</tbody>", "</table>"].join("\n");
}

/** The columns as plain text, aligned. A title of two lines is a column's name and the first of its cells. */
export function columnsText(columns: readonly FormattedColumn[]): string {
  const texts = [columns.map(({ name }) => name), ...rows(columns, cellText)];
  const widths = columns.map((_, index) => Math.max(...texts.map((cells) => cells[index]?.length ?? 0)));
  const pad = (text: string, index: number) => {
    const width = widths[index] ?? 0;
    return columns[index]?.align === "right" ? text.padStart(width) : text.padEnd(width);
  };
  return texts.map((cells) => cells.map(pad).join("  ").trimEnd()).join("\n");
}

type CellFormat = (text: string, emphasis: Emphasis | undefined, column: FormattedColumn) => string;

function rows(columns: readonly FormattedColumn[], format: CellFormat): string[][] {
  return (columns[0]?.cells ?? []).map((_, row) =>
    columns.map((column) => format(column.cells[row] ?? "", column.emphasis?.[row], column)),
  );
}

function cellHtml(text: string, emphasis: Emphasis | undefined): string {
  const tag = emphasis === "marked" ? "mark" : "strong";
  return emphasis ? `<${tag}>${escapeHtml(text)}</${tag}>` : escapeHtml(text);
}

function cellText(text: string, emphasis: Emphasis | undefined, column: FormattedColumn): string {
  if (emphasis === "best") return `${text}*`;
  return column.emphasis?.includes("best") && column.align === "right" ? `${text} ` : text;
}
