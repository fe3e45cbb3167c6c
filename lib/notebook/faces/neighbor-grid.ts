import { genderLetter } from "../../dataset/gender";
import type { Displayable } from "../../display/display";
import type { FaceSplit } from "../../images/face-split";
import { describedGrid } from "./described-grid";

/**
 * Faces with those that are nearest to them, a row a face, each with its age and gender.
 *
 * @param neighbors - of each of the split's first faces the nearest others, as `nearestNeighbors` returns them
 * @param options - `count`: how many rows
 * @example
 * await neighborGrid(store.val, nearestNeighbors(features, 5), { count: 3 });
 */
export async function neighborGrid(
  split: FaceSplit,
  neighbors: readonly (readonly number[])[],
  { count }: { count: number },
): Promise<Displayable> {
  const rows = neighbors.slice(0, count).map((others, face) => [face, ...others]);
  const images = await split.readImages(rows.flat());
  const bytes = split.imageSize ** 2 * 3;
  const columns = Math.max(...rows.map(({ length }) => length));
  const captions = rows.map((faces) =>
    faces.map((face, place) => {
      const who = `${split.ages[face]} ${genderLetter(split.genders[face] ?? 0)}`;
      return place === 0 ? `${who}, and near it:` : who;
    }),
  );
  const pictures = captions.flat().map((caption, place) => {
    return { pixels: images.subarray(place * bytes, (place + 1) * bytes), caption };
  });
  const text = captions.map(([face, ...others]) => `${face} ${others.join(", ")}`).join("\n");
  return describedGrid(pictures, { imageSize: split.imageSize, columns, drawnSize: 84 }, text);
}
