import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { typescript as ts } from "./typescript";

/**
 * What the kernel's notebook imports, in the order of its cells: of the notebook that Jupyter's server has started the kernel for,
 * or, where nobody says which that is, of all of `notebooks/`.
 */
export function notebookImports(root: string, notebook = process.env.JPY_SESSION_NAME): string[] {
  const named = notebook === undefined ? [] : importsOf(notebook);
  return named.length > 0 ? named : [...new Set(notebooksIn(join(root, "notebooks")).flatMap(importsOf))];
}

function notebooksIn(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
    return names.sort().map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Nothing of what is no notebook, or is not there. */
function importsOf(file: string): string[] {
  try {
    const { cells }: { cells: { cell_type: string; source: string | string[] }[] } = JSON.parse(
      readFileSync(file, "utf8"),
    );
    const sources = cells.filter((cell) => cell.cell_type === "code").map(({ source }) => [source].flat().join(""));
    const specifiers = sources.flatMap((source) => ts.preProcessFile(source).importedFiles);
    return [...new Set(specifiers.map(({ fileName }) => fileName))];
  } catch {
    return [];
  }
}
