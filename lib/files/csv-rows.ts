/** A row of a CSV file. */
export interface CsvRow {
  /** The line on which it begins, from 1. */
  line: number;
  cells: string[];
}

/**
 * The rows of a CSV text, as of RFC 4180: cells with commas, quotes or line breaks are quoted, quotes in them doubled.
 * Empty lines are left out. (arquero's `fromCSV` counts no lines, and drops what is too much in a row unsaid.)
 *
 * @param file - where the text is from, for the error
 * @throws Error, naming file and line, when a quoted cell does not end, or does not end at its second quote
 */
export function* csvRows(text: string, file: string): Generator<CsvRow> {
  const cell = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r\n|\r|\n|$)/y;
  // Excel puts a byte order mark first.
  cell.lastIndex = text.startsWith("\ufeff") ? 1 : 0;
  let line = 1;
  let row: CsvRow = { line, cells: [] };
  while (cell.lastIndex < text.length || row.cells.length > 0) {
    const match = cell.exec(text);
    if (!match) throw new Error(`${file}, line ${line}: there is a quote out of place.`);
    const [whole, quoted, plain = "", separator] = match;
    row.cells.push(quoted?.replaceAll('""', '"') ?? plain);
    line += whole.split(/\r\n|\r|\n/).length - 1;
    if (separator === ",") continue;
    if (row.cells.length > 1 || whole.trim() !== "") yield row;
    row = { line, cells: [] };
  }
}
