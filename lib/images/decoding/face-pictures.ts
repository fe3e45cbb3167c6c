import type { ColumnTable } from "arquero";
import { BOX_COLUMNS } from "../../dataset/face-box";
import type { FacePicture } from "./face-decoder";

/** Whether a table says of any of its faces where in the picture it is. */
export function hasFaceBoxes(faces: ColumnTable): boolean {
  const left = faces.columnNames().includes("face_left") ? faces.column("face_left") : undefined;
  return left !== undefined && Array.from(faces.indices()).some((row) => Number.isFinite(left.at(row)));
}

/** The pictures of a table of faces from a row on, with the faces' boxes where the table has them. */
export function* facePictures(faces: ColumnTable, from = 0): Generator<FacePicture, void, undefined> {
  const filenames = faces.column("filename");
  const boxes = hasFaceBoxes(faces) ? BOX_COLUMNS.map((name) => faces.column(name)) : undefined;
  let position = 0;
  for (const row of faces.indices()) {
    if (position++ < from) continue;
    const filename = String(filenames?.at(row));
    const [left = Number.NaN, top = Number.NaN, right = Number.NaN, bottom = Number.NaN] =
      boxes?.map((column) => Number(column?.at(row))) ?? [];
    yield boxes ? { filename, box: { left, top, width: right - left, height: bottom - top } } : { filename };
  }
}
