/**
 * Where a face is in its photo, in pixels from the photo's left and top edge, the edge being 0. A box has fractions of pixels and may
 * reach a little beyond the photo. All four are NaN where no box is known.
 */
export interface FaceBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The columns of a table that hold its faces' boxes: the places of all four edges, as IMDB-WIKI has them. */
export const BOX_COLUMNS = ["face_left", "face_top", "face_right", "face_bottom"] as const;

/** The name of one of these columns. */
export type BoxColumn = (typeof BOX_COLUMNS)[number];

/**
 * The boxes of many faces, from IMDB-WIKI's `face_location`: left, top, right and bottom in MATLAB's pixels, which are
 * counted from 1, the last of them being part of the box. What has no area, as the `[1 1 1 1]` of photos that could not be
 * downloaded, or is not finite, is no box.
 *
 * @param location - four columns
 * @example
 * boxColumns([[1], [1], [640], [480]].map((column) => Float64Array.from(column))).face_left; // Float64Array [0]
 */
export function boxColumns(location: readonly Float64Array[]): Record<BoxColumn, Float64Array> {
  const [left = none, top = none, right = none, bottom = none] = location;
  const isBox = left.map((_, row) => {
    const width = (right[row] ?? Number.NaN) - (left[row] ?? Number.NaN);
    const height = (bottom[row] ?? Number.NaN) - (top[row] ?? Number.NaN);
    return Number(width > 0 && height > 0 && Number.isFinite(width) && Number.isFinite(height));
  });
  const column = (of: Float64Array, first: number) => of.map((value, row) => (isBox[row] ? value - first : Number.NaN));
  return {
    face_left: column(left, 1),
    face_top: column(top, 1),
    face_right: column(right, 0),
    face_bottom: column(bottom, 0),
  };
}

const none = new Float64Array();
