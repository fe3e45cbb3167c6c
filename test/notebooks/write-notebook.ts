import { writeFileSync } from "node:fs";

/** Writes a notebook of these cells into a file, and says where. */
export function writeNotebook(file: string, cells: string[]): string {
  const kernelspec = { name: "tslab", display_name: "TypeScript (tslab)", language: "typescript" };
  const code = cells.map((source, index) => {
    return { cell_type: "code", id: `cell-${index}`, execution_count: null, metadata: {}, outputs: [], source };
  });
  writeFileSync(file, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells: code }));
  return file;
}
