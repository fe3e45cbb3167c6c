import { genderLetter } from "../../dataset/gender";
import type { Displayable } from "../../display/display";
import type { FaceSplit } from "../../images/face-split";
import { imageGrid } from "./image-grid";

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
  const pictures = rows.flat().map((face, place) => {
    const who = `${split.ages[face]} ${genderLetter(split.genders[face] ?? 0)}`;
    return {
      pixels: images.subarray(place * bytes, (place + 1) * bytes),
      caption: place % columns === 0 ? `${who}, and near it:` : who,
    };
  });
  return imageGrid(pictures, { imageSize: split.imageSize, columns, drawnSize: 84 });
}
