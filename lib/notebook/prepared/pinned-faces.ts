import path from "node:path";
import { readDataset } from "../../dataset/read-dataset";
import type { FaceSplit } from "../../images/face-split";
import type { Photo } from "../../images/photo/photo";
import { pinboard } from "./pinboard";

/**
 * The first five faces of a split on a pinboard: a photo with several faces, for whoever has none at hand.
 *
 * @param dataset - the data set that the faces are of, as `openDataset` takes it
 * @throws as `readDataset` and `pinboard`
 * @example
 * const photo = await pinnedFaces("data/synthetic", store.val);
 */
export async function pinnedFaces(dataset: string, { faces }: FaceSplit): Promise<Photo> {
  const { folder } = await readDataset(dataset);
  const filenames = Array.from(faces.slice(0, 5).array("filename"), String);
  return pinboard(filenames.map((filename) => path.join(folder, filename)));
}
