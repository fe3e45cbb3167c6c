import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** A notebook in nbformat 4, as far as the workbook looks at it; everything else is kept as it is. */
export interface NotebookFile {
  cells: NotebookCell[];
  metadata: { [key: string]: unknown };
  nbformat: number;
}

export interface NotebookCell {
  cell_type: string;
  source: string | string[];
  metadata: { [key: string]: unknown; tags?: string[] };
  outputs?: unknown[];
  execution_count?: number | null;
}

/** The notebooks of a folder, in the order of their numbers, without `.ipynb`. */
export function notebookNames(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".ipynb"));
  return files.map((file) => path.basename(file, ".ipynb")).sort();
}

/** @throws Error where the file is not a notebook of format 4 */
export function readNotebook(file: string): NotebookFile {
  const notebook: Partial<NotebookFile> | null = parse(file);
  if (notebook?.nbformat !== 4 || !Array.isArray(notebook.cells)) {
    throw new Error(`${file} is not a notebook of Jupyter's format 4.`);
  }
  return { ...notebook, nbformat: 4, cells: notebook.cells, metadata: notebook.metadata ?? {} };
}

/** The code cells' sources, each as one string, of the cells with a tag, or of all. */
export function codeCells(notebook: NotebookFile, tag?: string): string[] {
  return notebook.cells
    .filter(({ cell_type, metadata }) => cell_type === "code" && (tag === undefined || metadata.tags?.includes(tag)))
    .map(({ source }) => (typeof source === "string" ? source : source.join("")));
}

function parse(file: string) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`${file} cannot be read as a notebook: ${error instanceof Error ? error.message : error}`);
  }
}
