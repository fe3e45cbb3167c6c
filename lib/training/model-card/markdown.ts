/**
 * A text as Markdown shows it literally, in a line and in a cell of a table: what comes from outside can make neither markup nor
 * HTML.
 *
 * @example
 * escapeMarkdown("shared_cnn | <b>"); // "shared\\_cnn \\| \\<b\\>"
 */
export function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>#|~&$]/g, "\\$&");
}

/** A table; texts are escaped. All columns but the first are of numbers, aligned right, unless said otherwise. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[], align = "---:"): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = header.map((_, column) => (column === 0 ? ":---" : align));
  return [header.map(escapeMarkdown), rule, ...rows.map((row) => row.map(escapeMarkdown))].map(line).join("\n");
}
