import { writeFileSync } from "node:fs";
import path from "node:path";
import { type ColumnTable, table } from "arquero";
import sharp from "sharp";

/** The level of gray of the picture that `writePictures` writes for a row. */
export const grayOf = (row: number): number => 10 + 5 * row;

/**
 * Writes plain gray pictures of 12 x 12 pixels, each of the gray of its row.
 *
 * @returns their faces: `0.png`, `1.png`, …; ages and genders follow from the row
 */
export async function writePictures(folder: string, count: number): Promise<ColumnTable> {
  const rows = Array.from({ length: count }, (_, row) => row);
  for (const row of rows) {
    const gray = grayOf(row);
    const picture = sharp({
      create: { width: 12, height: 12, channels: 3, background: { r: gray, g: gray, b: gray } },
    });
    writeFileSync(path.join(folder, `${row}.png`), await picture.png().toBuffer());
  }
  return facesOf(rows.map((row) => `${row}.png`));
}

/** Faces of given file names, whose ages are 20, 21… 99, 20… and whose genders alternate. */
export function facesOf(filenames: readonly string[]): ColumnTable {
  return table({
    filename: filenames,
    age: Int32Array.from(filenames, (_, row) => 20 + (row % 80)),
    gender: Int32Array.from(filenames, (_, row) => row % 2),
  });
}
