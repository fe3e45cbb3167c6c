/**
 * Lines with their cells in columns: the first column to the left, the others, numbers, to the right.
 *
 * @param lines - the cells of each line, as many in each
 */
export function textTable(lines: readonly (readonly string[])[]): string {
  const widthOf = (column: number) => Math.max(...lines.map((line) => line[column]?.length ?? 0));
  return lines
    .map((line) =>
      line.map((text, column) => (column === 0 ? text.padEnd(widthOf(0)) : text.padStart(widthOf(column)))),
    )
    .map((line) => line.join("  ").trimEnd())
    .join("\n");
}
