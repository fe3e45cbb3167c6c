import type { ColumnTable } from "arquero";
import type { Displayable } from "../../display/display";
import type { FaceSplit } from "../../images/face-split";
import { imageGrid } from "./image-grid";

/**
 * The faces of a table, in its order, as a grid of pictures.
 *
 * @param split - where the pictures are
 * @param faces - a table with the columns `filename`, of that split, `caption`, what stands under the face, and perhaps
 *   `wrong`, true for a face to be framed in red
 * @param options - `columns`: faces in a row; 6 where not given
 * @throws Error when a face is not in the split
 * @example
 * const captioned = predictions.derive({ caption: escape(predictionCaption) });
 * await faceGrid(store.val, captioned.slice(0, 12));
 */
export async function faceGrid(
  split: FaceSplit,
  faces: ColumnTable,
  { columns }: { columns?: number } = {},
): Promise<Displayable> {
  const places = new Map<unknown, number>();
  for (const [row, filename] of Array.from(split.faces.array("filename")).entries()) places.set(filename, row);
  const rows = Array.from(faces.array("filename"), (filename) => {
    const row = places.get(filename);
    if (row === undefined) throw new Error(`The split ${split.name} has no face ${filename}.`);
    return row;
  });
  const images = await split.readImages(rows);
  const bytes = split.imageSize ** 2 * 3;
  const pictures = rows.map((_, place) => ({
    pixels: images.subarray(place * bytes, (place + 1) * bytes),
    caption: String(faces.array("caption")[place]),
    wrong: faces.columnNames().includes("wrong") && faces.array("wrong")[place] === true,
  }));
  return imageGrid(pictures, { imageSize: split.imageSize, columns });
}
