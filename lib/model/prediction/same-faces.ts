import type { ColumnTable } from "arquero";

/**
 * The file names of the faces that several networks have predicted.
 *
 * @param predictions - as `predictFaces` returns them, one at least
 * @throws when they are not of the same faces in the same order
 */
export function sameFaces(predictions: readonly ColumnTable[]): string[] {
  const [filenames = [], ...others] = predictions.map((table) => Array.from(table.array("filename"), String));
  if (others.some((names) => names.length !== filenames.length || names.some((name, row) => name !== filenames[row]))) {
    throw new Error("These are not predictions of the same faces: predict the same split with each network.");
  }
  return filenames;
}
