import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const folder = path.resolve("notebooks");

/** The names of all notebooks, in order, without `.ipynb`. */
export const notebookNames = readdirSync(folder)
  .filter((file) => file.endsWith(".ipynb"))
  .map((file) => path.basename(file, ".ipynb"))
  .sort();

/** A cell of a notebook in nbformat 4.5, as far as the tests look at it. */
export interface Cell {
  cell_type: "code" | "markdown";
  source: string;
  metadata: { tags?: string[] };
  outputs: { output_type: string; data?: Record<string, unknown>; name?: string; text?: string[] | string }[];
}

/** The cells of a notebook in `notebooks/`, with each source as one string. */
export function readCells(name: string): Cell[] {
  const notebook: {
    cells: (Omit<Cell, "source" | "outputs"> & { source: string | string[]; outputs?: Cell["outputs"] })[];
  } = JSON.parse(readFileSync(path.join(folder, `${name}.ipynb`), "utf8"));
  return notebook.cells.map((cell) => ({
    ...cell,
    source: typeof cell.source === "string" ? cell.source : cell.source.join(""),
    outputs: cell.outputs ?? [],
  }));
}
